// Included by GatePass.c once for each precision, which it names by macros.

// 2^(n + more), where `rounded` is n + ROUNDER: n stands in the lowest bits of its fraction.
HELPER REAL NAME(power_of_two)(REAL rounded, int more) {
  union { REAL value; BITS bits; } power = {rounded};
  power.bits = (power.bits + (BITS)(EXPONENT_BIAS + more)) << FRACTION_BITS;
  return power.value;
}

// e^r - 1, where a = n ln 2 + r and |r| <= ln 2 / 2; `rounded` gets n + ROUNDER.
HELPER REAL NAME(reduced)(REAL a, REAL *rounded) {
  *rounded = a * LOG2_E + ROUNDER;
  REAL n = *rounded - ROUNDER;
  REAL r = (a - n * LN2_HIGH) - n * LN2_LOW;
  return r + r * r * ((REAL)0.5 + r * NAME(series)(r));
}

// e^a for a <= 0.
HELPER REAL NAME(exp_below)(REAL a) {
  REAL rounded;
  REAL p = NAME(reduced)(a < EXP_LOWEST ? EXP_LOWEST : a, &rounded);
  return (1 + p) * NAME(power_of_two)(rounded, FAR) * (1 / TWO_TO_FAR);
}

// 1 / (1 + e^-|a|), times e^-|a| where a is negative.
HELPER REAL NAME(sigmoid_of)(REAL a) {
  REAL e = NAME(exp_below)(a < 0 ? a : -a);
  return (a < 0 ? e : 1) / (1 + e);
}

// E / (E + 2) with E = e^(2|a|) - 1 = 2^n (e^r - 1) + (2^n - 1), and the sign of a.
HELPER REAL NAME(tanh_of)(REAL a) {
  REAL rounded, size = FABS(a);
  REAL p = NAME(reduced)(2 * (size > TANH_HIGHEST ? TANH_HIGHEST : size), &rounded);
  REAL power = NAME(power_of_two)(rounded, 0);
  REAL e = power * p + (power - 1);
  return COPYSIGN(e / (e + 2), a);
}

KERNEL void NAME(unrolled_softmax)(ptrdiff_t rows, ptrdiff_t size, const REAL *in, REAL *out) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *y = in + row * size;
    REAL *p = out + row * size;
    REAL largest = size > 0 ? y[0] : 0;
    for (ptrdiff_t k = 1; k < size; k++) largest = y[k] > largest ? y[k] : largest;
    FEW_OR_MANY
    for (ptrdiff_t k = 0; k < size; k++) p[k] = y[k] - largest;
  }
  EACH(k, rows * size, { out[k] = NAME(exp_below)(out[k]); });
  for (ptrdiff_t row = 0; row < rows; row++) {
    REAL *p = out + row * size;
    REAL sum = 0;
    for (ptrdiff_t k = 0; k < size; k++) sum += p[k];
    FEW_OR_MANY
    for (ptrdiff_t k = 0; k < size; k++) p[k] /= sum;
  }
}

KERNEL void NAME(unrolled_sigmoid)(ptrdiff_t n, const REAL *in, REAL *out) {
  EACH(k, n, { out[k] = NAME(sigmoid_of)(in[k]); });
}

KERNEL void NAME(unrolled_tanh)(ptrdiff_t n, const REAL *in, REAL *out) {
  EACH(k, n, { out[k] = NAME(tanh_of)(in[k]); });
}

KERNEL void NAME(unrolled_tanh_backward)(
    ptrdiff_t n, const REAL *out, const REAL *out_gradient, REAL *in_gradient) {
  EACH(k, n, { in_gradient[k] = out_gradient[k] * (1 - out[k] * out[k]); });
}

KERNEL void NAME(unrolled_lstm_forward)(
    ptrdiff_t rows, ptrdiff_t hidden, REAL *gates, const REAL *previous_cell, REAL *cell,
    REAL *state) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    REAL *gi = gates + row * 4 * hidden, *gf = gi + hidden, *gg = gf + hidden, *go = gg + hidden;
    const REAL *before = previous_cell + row * hidden;
    REAL *c_out = cell + row * hidden, *h_out = state + row * hidden;
    EACH(k, hidden, {
      REAL i = NAME(sigmoid_of)(gi[k]);
      REAL f = NAME(sigmoid_of)(gf[k]);
      REAL g = NAME(tanh_of)(gg[k]);
      REAL o = NAME(sigmoid_of)(go[k]);
      REAL c = f * before[k] + i * g;
      gi[k] = i;
      gf[k] = f;
      gg[k] = g;
      go[k] = o;
      c_out[k] = c;
      h_out[k] = o * NAME(tanh_of)(c);
    });
  }
}

#ifdef SIGMOID_LOWEST
// 1 + e^-a, the divisor of s(a).
HELPER REAL NAME(sigmoid_divisor)(REAL a) {
  REAL rounded, near = a < SIGMOID_LOWEST ? SIGMOID_LOWEST : a;
  near = near > -SIGMOID_LOWEST ? -SIGMOID_LOWEST : near;
  REAL p = NAME(reduced)(-near, &rounded);
  REAL power = NAME(power_of_two)(rounded, 0);
  return power * p + (power + 1);
}

// E = e^2a - 1, of which tanh a is E / (E + 2).
HELPER REAL NAME(tanh_dividend)(REAL a) {
  REAL rounded, near = a < -TANH_HIGHEST ? -TANH_HIGHEST : a;
  near = near > TANH_HIGHEST ? TANH_HIGHEST : near;
  REAL p = NAME(reduced)(2 * near, &rounded);
  REAL power = NAME(power_of_two)(rounded, 0);
  return power * p + (power - 1);
}

// One division a number. Two loops: the way from a gate to tanh(c) is long, and a machine that
// looks ahead finds more to do beside a short one.
KERNEL void NAME(unrolled_lstm_states)(
    ptrdiff_t rows, ptrdiff_t hidden, const REAL *gates, const REAL *previous_cell, REAL *cell,
    REAL *state) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *ai = gates + row * 4 * hidden;
    const REAL *af = ai + hidden, *ag = af + hidden, *ao = ag + hidden;
    const REAL *before = previous_cell + row * hidden;
    REAL *c_out = cell + row * hidden, *h_out = state + row * hidden;
    EACH(k, hidden, {
      REAL i = NAME(sigmoid_divisor)(ai[k]);
      REAL f = NAME(sigmoid_divisor)(af[k]);
      REAL g = NAME(tanh_dividend)(ag[k]);
      REAL ig = i * (g + 2);
      c_out[k] = (before[k] * ig + g * f) / (ig * f);
    });
    EACH(k, hidden, {
      REAL o = NAME(sigmoid_divisor)(ao[k]);
      REAL t = NAME(tanh_dividend)(c_out[k]);
      h_out[k] = t / (o * (t + 2));
    });
  }
}
#undef SIGMOID_LOWEST
#endif

KERNEL void NAME(unrolled_lstm_backward)(
    ptrdiff_t rows, ptrdiff_t hidden, const REAL *gates, const REAL *previous_cell,
    const REAL *cell, const REAL *state_gradient, REAL *cell_gradient,
    REAL *cell_gradient_here, REAL *deltas) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *gi = gates + row * 4 * hidden;
    const REAL *gf = gi + hidden, *gg = gf + hidden, *go = gg + hidden;
    REAL *di = deltas + row * 4 * hidden, *df = di + hidden, *dg = df + hidden, *d_o = dg + hidden;
    const REAL *before = previous_cell + row * hidden, *c_in = cell + row * hidden;
    const REAL *dh_in = state_gradient + row * hidden;
    REAL *dc_in = cell_gradient + row * hidden;
    // Without somewhere to keep dL/dc_t, it goes where dL/dc_{t-1} is about to be written.
    REAL *here = cell_gradient_here ? cell_gradient_here + row * hidden : dc_in;
    EACH(k, hidden, {
      REAL i = gi[k], f = gf[k], g = gg[k], o = go[k];
      REAL dh = dh_in[k];
      REAL t = NAME(tanh_of)(c_in[k]);
      REAL c_before = before[k];
      REAL dc = dc_in[k] + dh * o * (1 - t * t);
      here[k] = dc;
      dc_in[k] = dc * f;
      di[k] = dc * g * (i * (1 - i));
      df[k] = dc * c_before * (f * (1 - f));
      dg[k] = dc * i * (1 - g * g);
      d_o[k] = dh * t * (o * (1 - o));
    });
  }
}

KERNEL void NAME(unrolled_gru_after_forward)(
    ptrdiff_t rows, ptrdiff_t hidden, REAL *gates, const REAL *recurrent,
    const REAL *candidate_bias, const REAL *previous_state, REAL *candidate_recurrent,
    REAL *state) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    REAL *gr = gates + row * 3 * hidden, *gz = gr + hidden, *gn = gz + hidden;
    const REAL *ur = recurrent + row * 3 * hidden, *uz = ur + hidden, *un = uz + hidden;
    const REAL *before = previous_state + row * hidden;
    REAL *q_out = candidate_recurrent + row * hidden, *h_out = state + row * hidden;
    EACH(k, hidden, {
      REAL r = NAME(sigmoid_of)(gr[k] + ur[k]);
      REAL z = NAME(sigmoid_of)(gz[k] + uz[k]);
      REAL q = un[k] + candidate_bias[k];
      REAL n = NAME(tanh_of)(gn[k] + r * q);
      REAL h = (1 - z) * n + z * before[k];
      gr[k] = r;
      gz[k] = z;
      gn[k] = n;
      q_out[k] = q;
      h_out[k] = h;
    });
  }
}

KERNEL void NAME(unrolled_gru_after_backward)(
    ptrdiff_t rows, ptrdiff_t hidden, const REAL *gates, const REAL *candidate_recurrent,
    const REAL *previous_state, const REAL *state_gradient, REAL *input_deltas,
    REAL *recurrent_deltas, REAL *previous_gradient) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *gr = gates + row * 3 * hidden, *gz = gr + hidden, *gn = gz + hidden;
    REAL *ar = input_deltas + row * 3 * hidden, *az = ar + hidden, *an = az + hidden;
    REAL *ur = recurrent_deltas + row * 3 * hidden, *uz = ur + hidden, *un = uz + hidden;
    const REAL *q_in = candidate_recurrent + row * hidden, *before = previous_state + row * hidden;
    const REAL *dh_in = state_gradient + row * hidden;
    REAL *dh_out = previous_gradient + row * hidden;
    EACH(k, hidden, {
      REAL r = gr[k], z = gz[k], n = gn[k];
      REAL dh = dh_in[k];
      REAL delta_z = dh * (before[k] - n) * (z * (1 - z));
      REAL delta_n = dh * (1 - z) * (1 - n * n);
      REAL delta_r = delta_n * q_in[k] * (r * (1 - r));
      ar[k] = delta_r;
      az[k] = delta_z;
      an[k] = delta_n;
      ur[k] = delta_r;
      uz[k] = delta_z;
      un[k] = delta_n * r;
      dh_out[k] = dh * z;
    });
  }
}

KERNEL void NAME(unrolled_gru_before_reset)(
    ptrdiff_t rows, ptrdiff_t hidden, REAL *gates, const REAL *previous_state,
    REAL *reset_state) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    REAL *gr = gates + row * 3 * hidden, *gz = gr + hidden;
    const REAL *before = previous_state + row * hidden;
    REAL *s_out = reset_state + row * hidden;
    EACH(k, hidden, {
      REAL r = NAME(sigmoid_of)(gr[k]);
      REAL z = NAME(sigmoid_of)(gz[k]);
      REAL s = r * before[k];
      gr[k] = r;
      gz[k] = z;
      s_out[k] = s;
    });
  }
}

KERNEL void NAME(unrolled_gru_before_forward)(
    ptrdiff_t rows, ptrdiff_t hidden, REAL *gates, const REAL *previous_state, REAL *state) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    REAL *gz = gates + row * 3 * hidden + hidden, *gn = gz + hidden;
    const REAL *before = previous_state + row * hidden;
    REAL *h_out = state + row * hidden;
    EACH(k, hidden, {
      REAL z = gz[k];
      REAL n = NAME(tanh_of)(gn[k]);
      REAL h = (1 - z) * n + z * before[k];
      gn[k] = n;
      h_out[k] = h;
    });
  }
}

KERNEL void NAME(unrolled_gru_before_backward_candidate)(
    ptrdiff_t rows, ptrdiff_t hidden, const REAL *gates, const REAL *previous_state,
    const REAL *state_gradient, REAL *deltas, REAL *previous_gradient) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *gz = gates + row * 3 * hidden + hidden, *gn = gz + hidden;
    REAL *dz = deltas + row * 3 * hidden + hidden, *dn = dz + hidden;
    const REAL *before = previous_state + row * hidden, *dh_in = state_gradient + row * hidden;
    REAL *dh_out = previous_gradient + row * hidden;
    EACH(k, hidden, {
      REAL z = gz[k], n = gn[k];
      REAL dh = dh_in[k];
      REAL delta_z = dh * (before[k] - n) * (z * (1 - z));
      dz[k] = delta_z;
      dn[k] = dh * (1 - z) * (1 - n * n);
      dh_out[k] = dh * z;
    });
  }
}

KERNEL void NAME(unrolled_gru_before_backward_reset)(
    ptrdiff_t rows, ptrdiff_t hidden, const REAL *gates, const REAL *previous_state,
    const REAL *reset_state_gradient, REAL *deltas, REAL *previous_gradient) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *gr = gates + row * 3 * hidden;
    REAL *dr = deltas + row * 3 * hidden;
    const REAL *before = previous_state + row * hidden;
    const REAL *ds_in = reset_state_gradient + row * hidden;
    REAL *dh_out = previous_gradient + row * hidden;
    EACH(k, hidden, {
      REAL r = gr[k];
      REAL ds = ds_in[k];
      REAL dh = dh_out[k] + ds * r;
      dr[k] = ds * before[k] * (r * (1 - r));
      dh_out[k] = dh;
    });
  }
}

KERNEL void NAME(unrolled_adam)(
    ptrdiff_t count, REAL *w, const REAL *g, REAL *m, REAL *v, REAL rate, REAL beta1, REAL beta2,
    REAL epsilon, REAL correction1, REAL correction2) {
  const REAL step = rate / correction1, unbias = 1 / correction2;
  EACH(k, count, {
    REAL first = beta1 * m[k] + (1 - beta1) * g[k];
    REAL second = beta2 * v[k] + (1 - beta2) * (g[k] * g[k]);
    REAL moved = w[k] - step * first / (SQRT(second * unbias) + epsilon);
    m[k] = first;
    v[k] = second;
    w[k] = moved;
  });
}

KERNEL void NAME(unrolled_rmsprop)(
    ptrdiff_t count, REAL *w, const REAL *g, REAL *v, REAL rate, REAL rho, REAL epsilon) {
  EACH(k, count, {
    REAL second = rho * v[k] + (1 - rho) * (g[k] * g[k]);
    REAL moved = w[k] - rate * g[k] / SQRT(second + epsilon);
    v[k] = second;
    w[k] = moved;
  });
}

#undef REAL
#undef BITS
#undef NAME
#undef FABS
#undef COPYSIGN
#undef FRACTION_BITS
#undef EXPONENT_BIAS
#undef ROUNDER
#undef LOG2_E
#undef LN2_HIGH
#undef LN2_LOW
#undef EXP_LOWEST
#undef TANH_HIGHEST
#undef FAR
#undef TWO_TO_FAR
