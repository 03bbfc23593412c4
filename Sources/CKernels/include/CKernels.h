// What a time step of a recurrent layer spends its time in, for Float (_f32) and Double (_f64): the
// elementwise passes, each everything between two matrix products in one walk over the memory, and
// the products that a library does badly.
//
// Arrays are row-major, one row a sequence of the batch: B = rows, H = hidden. An array [B, 4 H]
// has the gates i f g o of a row one after another, [B, 3 H] the gates r z n. `s` is the sigmoid,
// `h'` and `c'` are the step before's, `*` is entry by entry. Sizes may be 0, and the arrays
// then NULL. Otherwise no array may be NULL, nor overlap another, unless it says so. NaN stays
// NaN; nothing is allocated.
#ifndef UNROLLED_KERNELS_H
#define UNROLLED_KERNELS_H

#include <stddef.h>

// MARK: Functions. out = f(in), n entries; `out` may be `in`. Each is within 3 units in the last
// place of the true value for every argument, infinities and subnormals included.

/// out = 1 / (1 + e^-in), in [0, 1].
void unrolled_sigmoid_f32(ptrdiff_t n, const float *in, float *out);
void unrolled_sigmoid_f64(ptrdiff_t n, const double *in, double *out);

/// out = tanh in, in [-1, 1]; tanh -0 is -0.
void unrolled_tanh_f32(ptrdiff_t n, const float *in, float *out);
void unrolled_tanh_f64(ptrdiff_t n, const double *in, double *out);

/// The gradient through tanh, from what it gave: in_gradient = out_gradient * (1 - out^2), n
/// entries; `in_gradient` may be either of the others.
void unrolled_tanh_backward_f32(
    ptrdiff_t n, const float *out, const float *out_gradient, float *in_gradient);
void unrolled_tanh_backward_f64(
    ptrdiff_t n, const double *out, const double *out_gradient, double *in_gradient);

/// out = e^(in - max) / (the sum of the same) of each row of `size` entries, where max is the
/// largest of the row; the sum runs in order. A row with NaN or +infinity becomes NaN.
void unrolled_softmax_f32(ptrdiff_t rows, ptrdiff_t size, const float *in, float *out);
void unrolled_softmax_f64(ptrdiff_t rows, ptrdiff_t size, const double *in, double *out);

// MARK: LSTM.

/// One step forward, in place on the gates.
///
///   i = s(a_i)   f = s(a_f)   g = tanh(a_g)   o = s(a_o)
///   c = f * c' + i * g        h = o * tanh(c)
///
/// - gates [B, 4 H]: a = W x + U h' + b in; i f g o out.
/// - previous_cell [B, H]: c'. `cell` may be the same array.
/// - cell, state [B, H]: get c and h.
void unrolled_lstm_forward_f32(
    ptrdiff_t rows, ptrdiff_t hidden, float *gates, const float *previous_cell, float *cell,
    float *state);
void unrolled_lstm_forward_f64(
    ptrdiff_t rows, ptrdiff_t hidden, double *gates, const double *previous_cell, double *cell,
    double *state);

/// The same step for who wants c and h alone, faster: s(a) is that of the nearer of a and +-200, and
/// the gates are not kept. Within a few units in the last place of a sum of terms up to |c'| + 1.
/// `cell` may be `previous_cell`, but not `state`.
void unrolled_lstm_states_f64(
    ptrdiff_t rows, ptrdiff_t hidden, const double *gates, const double *previous_cell,
    double *cell, double *state);

/// One step backward.
///
///   dc = (from step t+1) + dh * o * (1 - tanh(c)^2)          dc' = dc * f
///   delta_i = dc * g * i (1 - i)      delta_f = dc * c' * f (1 - f)
///   delta_g = dc * i * (1 - g^2)      delta_o = dh * tanh(c) * o (1 - o)
///
/// - gates [B, 4 H]: i f g o. previous_cell, cell [B, H]: c' and c.
/// - state_gradient [B, H]: dh = dL/dh_t, all of it.
/// - cell_gradient [B, H]: what reaches c_t from step t+1 in; dc' = dL/dc_{t-1} out.
/// - cell_gradient_here [B, H]: gets dc = dL/dc_t; NULL when it is not wanted.
/// - deltas [B, 4 H]: get dL/da. May be the array `gates`.
void unrolled_lstm_backward_f32(
    ptrdiff_t rows, ptrdiff_t hidden, const float *gates, const float *previous_cell,
    const float *cell, const float *state_gradient, float *cell_gradient,
    float *cell_gradient_here, float *deltas);
void unrolled_lstm_backward_f64(
    ptrdiff_t rows, ptrdiff_t hidden, const double *gates, const double *previous_cell,
    const double *cell, const double *state_gradient, double *cell_gradient,
    double *cell_gradient_here, double *deltas);

// MARK: GRU, reset after the product with U_n (PyTorch, cuDNN, Keras' reset_after).

/// One step forward, in place on the gates.
///
///   r = s(a_r + u_r)   z = s(a_z + u_z)   q = u_n + b_hn   n = tanh(a_n + r * q)
///   h = (1 - z) * n + z * h'
///
/// - gates [B, 3 H]: a = W x + b in; r z n out.
/// - recurrent [B, 3 H]: u = U h', without a bias. candidate_bias [H]: b_hn.
/// - previous_state [B, H]: h'.
/// - candidate_recurrent, state [B, H]: get q and h.
void unrolled_gru_after_forward_f32(
    ptrdiff_t rows, ptrdiff_t hidden, float *gates, const float *recurrent,
    const float *candidate_bias, const float *previous_state, float *candidate_recurrent,
    float *state);
void unrolled_gru_after_forward_f64(
    ptrdiff_t rows, ptrdiff_t hidden, double *gates, const double *recurrent,
    const double *candidate_bias, const double *previous_state, double *candidate_recurrent,
    double *state);

/// One step backward.
///
///   delta_z = dh * (h' - n) * z (1 - z)      delta_n = dh * (1 - z) * (1 - n^2)
///   delta_r = delta_n * q * r (1 - r)        dh' = dh * z + U' (delta_r, delta_z, delta_n * r)
///
/// - gates [B, 3 H]: r z n. candidate_recurrent [B, H]: q. previous_state [B, H]: h'.
/// - state_gradient [B, H]: dh = dL/dh_t, all of it.
/// - input_deltas [B, 3 H]: get delta_r delta_z delta_n = dL/da. May be the array `gates`.
/// - recurrent_deltas [B, 3 H]: get delta_r delta_z delta_n * r = dL/du; the caller multiplies
///   them by U'.
/// - previous_gradient [B, H]: gets dh * z, the direct path alone. May be `state_gradient`.
void unrolled_gru_after_backward_f32(
    ptrdiff_t rows, ptrdiff_t hidden, const float *gates, const float *candidate_recurrent,
    const float *previous_state, const float *state_gradient, float *input_deltas,
    float *recurrent_deltas, float *previous_gradient);
void unrolled_gru_after_backward_f64(
    ptrdiff_t rows, ptrdiff_t hidden, const double *gates, const double *candidate_recurrent,
    const double *previous_state, const double *state_gradient, double *input_deltas,
    double *recurrent_deltas, double *previous_gradient);

// MARK: GRU, reset before the product with U_n (Cho et al. 2014). A step forward is `reset`, the
// product U_n (r * h'), `forward`; a step backward `candidate`, the product U_n' delta_n, `reset`.

/// First half of a step forward.
///
///   r = s(a_r)   z = s(a_z)   r * h'
///
/// - gates [B, 3 H]: a_r a_z = W x + U h' + b in; r z out; the n part is not touched.
/// - previous_state [B, H]: h'.
/// - reset_state [B, H]: gets r * h'.
void unrolled_gru_before_reset_f32(
    ptrdiff_t rows, ptrdiff_t hidden, float *gates, const float *previous_state,
    float *reset_state);
void unrolled_gru_before_reset_f64(
    ptrdiff_t rows, ptrdiff_t hidden, double *gates, const double *previous_state,
    double *reset_state);

/// Second half of a step forward.
///
///   n = tanh(a_n)   h = (1 - z) * n + z * h'
///
/// - gates [B, 3 H]: r z, and a_n = W_n x + b_n + U_n (r * h') in; n out in its place.
/// - previous_state [B, H]: h'.
/// - state [B, H]: gets h.
void unrolled_gru_before_forward_f32(
    ptrdiff_t rows, ptrdiff_t hidden, float *gates, const float *previous_state, float *state);
void unrolled_gru_before_forward_f64(
    ptrdiff_t rows, ptrdiff_t hidden, double *gates, const double *previous_state, double *state);

/// First half of a step backward.
///
///   delta_z = dh * (h' - n) * z (1 - z)      delta_n = dh * (1 - z) * (1 - n^2)
///
/// - gates [B, 3 H]: r z n. previous_state [B, H]: h'.
/// - state_gradient [B, H]: dh = dL/dh_t, all of it.
/// - deltas [B, 3 H]: the z and n parts get dL/da; the r part is not touched. May be the array
///   `gates`, whose r part the second half still reads.
/// - previous_gradient [B, H]: gets dh * z. May be `state_gradient`.
void unrolled_gru_before_backward_candidate_f32(
    ptrdiff_t rows, ptrdiff_t hidden, const float *gates, const float *previous_state,
    const float *state_gradient, float *deltas, float *previous_gradient);
void unrolled_gru_before_backward_candidate_f64(
    ptrdiff_t rows, ptrdiff_t hidden, const double *gates, const double *previous_state,
    const double *state_gradient, double *deltas, double *previous_gradient);

/// Second half of a step backward.
///
///   ds = U_n' delta_n = dL/d(r * h')      delta_r = ds * h' * r (1 - r)      dh' += ds * r
///
/// - gates [B, 3 H]: r is read. previous_state [B, H]: h'.
/// - reset_state_gradient [B, H]: ds.
/// - deltas [B, 3 H]: the r part gets dL/da_r; the others are not touched. May be `gates`.
/// - previous_gradient [B, H]: ds * r is added. The caller adds U_r' delta_r + U_z' delta_z.
void unrolled_gru_before_backward_reset_f32(
    ptrdiff_t rows, ptrdiff_t hidden, const float *gates, const float *previous_state,
    const float *reset_state_gradient, float *deltas, float *previous_gradient);
void unrolled_gru_before_backward_reset_f64(
    ptrdiff_t rows, ptrdiff_t hidden, const double *gates, const double *previous_state,
    const double *reset_state_gradient, double *deltas, double *previous_gradient);

// MARK: Optimizers. w, g, m, v: parameters, their gradients, the running means of g and g^2.

/// One step of Adam (Kingma and Ba 2015, algorithm 1).
///
///   m <- beta1 m + (1 - beta1) g      v <- beta2 v + (1 - beta2) g^2
///   w <- w - rate (m / correction1) / (sqrt(v / correction2) + epsilon)
///
/// At step t = 1, 2, ... correction1 is 1 - beta1^t, correction2 is 1 - beta2^t.
void unrolled_adam_f32(
    ptrdiff_t n, float *w, const float *g, float *m, float *v, float rate, float beta1,
    float beta2, float epsilon, float correction1, float correction2);
void unrolled_adam_f64(
    ptrdiff_t n, double *w, const double *g, double *m, double *v, double rate, double beta1,
    double beta2, double epsilon, double correction1, double correction2);

/// One step of RMSProp, epsilon inside the root as in Keras.
///
///   v <- rho v + (1 - rho) g^2      w <- w - rate g / sqrt(v + epsilon)
void unrolled_rmsprop_f32(
    ptrdiff_t n, float *w, const float *g, float *v, float rate, float rho, float epsilon);
void unrolled_rmsprop_f64(
    ptrdiff_t n, double *w, const double *g, double *v, double rate, double rho, double epsilon);

// MARK: Matrix products too small for a library call.

/// C = S + A B: C[row, column] = S[row, column] + the sum over `inner` of A(row, inner) times
/// B[inner, column].
///
/// - m, n, k: rows and columns of C, and the terms of each sum, which are added in order.
/// - a: A(row, inner) stands at row * a_row_stride + inner * a_inner.
/// - b, start, c: rows of B, S and C at distances of b_stride, start_stride and c_stride. S is what
///   the sums start from: NULL for zeros, C itself to add to it, a row with the distance 0 to add
///   that to each. C overlaps neither A nor B, and S only where it is S.
void unrolled_small_product_f32(
    ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row_stride,
    ptrdiff_t a_inner, const float *b, ptrdiff_t b_stride, const float *start,
    ptrdiff_t start_stride, float *c, ptrdiff_t c_stride);
void unrolled_small_product_f64(
    ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const double *a, ptrdiff_t a_row_stride,
    ptrdiff_t a_inner, const double *b, ptrdiff_t b_stride, const double *start,
    ptrdiff_t start_stride, double *c, ptrdiff_t c_stride);

/// out[column, row] = in[row, column], the rows of `in` at a distance of `stride`, those of `out`
/// without a gap: the copy that a product reads as B where A times the transposed of `in` is wanted.
void unrolled_transpose_f32(
    ptrdiff_t rows, ptrdiff_t columns, const float *in, ptrdiff_t stride, float *out);
void unrolled_transpose_f64(
    ptrdiff_t rows, ptrdiff_t columns, const double *in, ptrdiff_t stride, double *out);

// MARK: Matrix products with a matrix that is packed once and multiplied often.

/// The size of the packed copy of a matrix of k rows and n columns.
ptrdiff_t unrolled_packed_count_f32(ptrdiff_t n, ptrdiff_t k);
ptrdiff_t unrolled_packed_count_f64(ptrdiff_t n, ptrdiff_t k);

/// The packed copy of B: B(inner, column) stands at inner * b_stride + column * b_column.
void unrolled_pack_f32(
    ptrdiff_t n, ptrdiff_t k, const float *b, ptrdiff_t b_stride, ptrdiff_t b_column,
    float *packed);
void unrolled_pack_f64(
    ptrdiff_t n, ptrdiff_t k, const double *b, ptrdiff_t b_stride, ptrdiff_t b_column,
    double *packed);

/// C = S + A B with the packed copy of B.
///
/// - m, n, k: rows and columns of C, and the terms of each sum, which are added in order.
/// - a, start, c: rows of A, S and C at distances of a_stride, start_stride and c_stride. S, and
///   what overlaps, as above.
void unrolled_packed_product_f32(
    ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_stride,
    const float *packed, const float *start, ptrdiff_t start_stride, float *c,
    ptrdiff_t c_stride);
void unrolled_packed_product_f64(
    ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const double *a, ptrdiff_t a_stride,
    const double *packed, const double *start, ptrdiff_t start_stride, double *c,
    ptrdiff_t c_stride);

#endif
