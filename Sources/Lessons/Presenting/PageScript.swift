/// The stepper: walks the rows of the forward tables, then of the backward ones, and marks the
/// same time step in the diagram.
enum PageScript {
  static let text = #"""
    (() => {
      "use strict";
      const groups = new Map();
      let recent = null;

      for (const panel of document.querySelectorAll(".stepper")) {
        const id = panel.dataset.group;
        const frames = [...document.querySelectorAll(`.frame[data-group="${id}"]`)].map((frame) =>
          ({ frame, regions: JSON.parse(frame.dataset.regions), overlays: [] }));
        const tables = [...document.querySelectorAll(`table[data-group="${id}"]`)];
        const rows = ["forward", "backward"].flatMap((walk) =>
          tables.filter((table) => table.dataset.walk === walk)
            .flatMap((table) => [...table.tBodies[0].rows].map((row) => ({ row, table, walk }))));
        if (rows.length === 0) continue;
        const group = { panel, frames, tables, rows, at: -1 };
        groups.set(id, group);
        recent = recent || group;
        panel.hidden = false;
        for (const button of panel.querySelectorAll("button")) {
          button.addEventListener("click", () => move(group, button.dataset.move));
        }
        for (const table of tables) {
          table.classList.add("walking");
          table.parentElement.tabIndex = 0;
        }
        rows.forEach((entry, index) =>
          entry.row.addEventListener("click", () => show(group, index)));
        for (const figure of frames) listen(group, figure);
        update(group);
      }

      function move(group, how) {
        const last = group.rows.length - 1;
        const to = { first: 0, last, next: group.at + 1, previous: group.at - 1 }[how];
        show(group, Math.max(0, Math.min(last, to)));
      }

      function show(group, index) {
        if (group.at >= 0) {
          const before = group.rows[group.at].row;
          before.classList.remove("current");
          before.removeAttribute("aria-current");
        }
        group.at = index;
        recent = group;
        const { row, table } = group.rows[index];
        row.classList.add("current");
        row.setAttribute("aria-current", "step");
        if (table.parentElement.contains(document.activeElement)) {
          row.scrollIntoView({ block: "nearest", inline: "nearest" });
        }
        update(group);
        for (const figure of group.frames) mark(group, figure);
      }

      function update(group) {
        const first = group.at <= 0;
        const last = group.at === group.rows.length - 1;
        for (const button of group.panel.querySelectorAll("button")) {
          const ends = ["first", "previous"].includes(button.dataset.move) ? first : last;
          button.setAttribute("aria-disabled", String(ends && group.at >= 0));
        }
        if (group.at < 0) return;
        const { row, table } = group.rows[group.at];
        const heads = [...table.tHead.rows[0].cells];
        const readout = group.panel.querySelector(".readout");
        readout.textContent = "";
        const spoken = [];
        heads.forEach((head, index) => {
          const cell = row.cells[index];
          if (!cell || cell.textContent === "") return;
          const pair = document.createElement("div");
          const name = document.createElement("span");
          for (const child of head.childNodes) name.append(child.cloneNode(true));
          const value = document.createElement("span");
          value.textContent = cell.textContent;
          pair.append(name, value);
          readout.append(pair);
          spoken.push(`${head.dataset.heading} ${cell.textContent}`);
        });
        const step = row.dataset.step ? `, t = ${row.dataset.step}` : "";
        const where = `${table.dataset.word}${step} (${group.at + 1}/${group.rows.length})`;
        group.panel.querySelector(".where").textContent = where;
        group.panel.querySelector(".spoken").textContent = `${where}: ${spoken.join(", ")}`;
      }

      function mark(group, { frame, regions, overlays }) {
        const { row, walk } = group.rows[group.at];
        const wanted = regions.filter((region) => String(region[0]) === row.dataset.step);
        while (overlays.length < wanted.length) {
          const overlay = document.createElement("span");
          overlay.setAttribute("aria-hidden", "true");
          frame.append(overlay);
          overlays.push(overlay);
        }
        overlays.forEach((overlay, index) => {
          overlay.hidden = index >= wanted.length;
          if (overlay.hidden) return;
          const [, x, y, width, height] = wanted[index];
          overlay.className = `overlay ${walk}`;
          overlay.style.left = `${x * 100}%`;
          overlay.style.top = `${y * 100}%`;
          overlay.style.width = `${width * 100}%`;
          overlay.style.height = `${height * 100}%`;
        });
        // On a narrow screen the picture is wider than its box: the step moves to the middle.
        const pan = frame.parentElement;
        if (wanted.length > 0 && pan.scrollWidth > pan.clientWidth) {
          const [, x, , width] = wanted[0];
          pan.scrollLeft = (x + width / 2) * frame.offsetWidth - pan.clientWidth / 2;
        }
      }

      function listen(group, { frame, regions }) {
        const pan = frame.parentElement;
        let start = null;
        frame.addEventListener("touchstart", (event) => {
          // Where the picture scrolls, a swipe scrolls it.
          start = event.touches.length === 1 && pan.scrollWidth <= pan.clientWidth
            ? [event.touches[0].clientX, event.touches[0].clientY] : null;
        }, { passive: true });
        frame.addEventListener("touchend", (event) => {
          if (!start) return;
          const dx = event.changedTouches[0].clientX - start[0];
          const dy = event.changedTouches[0].clientY - start[1];
          start = null;
          if (Math.abs(dx) > 40 && Math.abs(dx) > 2 * Math.abs(dy)) {
            move(group, dx < 0 ? "next" : "previous");
          }
        }, { passive: true });
        frame.addEventListener("click", (event) => {
          const box = frame.getBoundingClientRect();
          const x = (event.clientX - box.left) / box.width;
          const y = (event.clientY - box.top) / box.height;
          const hit = regions.find((region) =>
            x >= region[1] && x <= region[1] + region[3] &&
            y >= region[2] && y <= region[2] + region[4]);
          if (!hit) return;
          const walk = group.at >= 0 ? group.rows[group.at].walk : "forward";
          const fits = (entry) => entry.row.dataset.step === String(hit[0]);
          let to = group.rows.findIndex((entry) => fits(entry) && entry.walk === walk);
          if (to < 0) to = group.rows.findIndex(fits);
          if (to >= 0) show(group, to);
        });
      }

      // With the focus in a stepper or its tables all keys walk; elsewhere only left and right
      // do, so that up, down, Home and End still scroll the page.
      document.addEventListener("keydown", (event) => {
        if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
        const active = document.activeElement;
        const own = [...groups.values()].find((group) => group.panel.contains(active)
          || group.tables.some((table) => table.parentElement.contains(active)));
        const moves = { ArrowRight: "next", ArrowLeft: "previous" };
        if (own) {
          Object.assign(moves, {
            ArrowDown: "next", ArrowUp: "previous", Home: "first", End: "last",
          });
        }
        const how = moves[event.key];
        if (!how) return;
        if (!own && active && active !== document.body) return;
        const group = own || nearest();
        if (!group) return;
        event.preventDefault();
        move(group, how);
      });

      function nearest() {
        const middle = window.innerHeight / 2;
        let best = null;
        for (const group of groups.values()) {
          for (const element of [
            ...group.frames.map((figure) => figure.frame), group.panel, ...group.tables,
          ]) {
            const box = element.getBoundingClientRect();
            if (box.bottom < 0 || box.top > window.innerHeight) continue;
            const distance = Math.abs((box.top + box.bottom) / 2 - middle);
            if (!best || distance < best.distance) best = { group, distance };
          }
        }
        return best ? best.group : recent;
      }
    })();

    """#
}
