(() => {
  const form = document.querySelector("form"), search = form.elements.search;
  const column = form.elements.column, access = form.elements.access, shown = document.querySelector("output");
  const groups = [...document.querySelectorAll("tbody")].map((body) => ({
    body, rows: [...body.querySelectorAll("tr[id]")].map((row) => ({ row, name: row.id.toLowerCase(), cells: [...row.cells].slice(1) })),
  }));
  const total = groups.reduce((sum, group) => sum + group.rows.length, 0);
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const index = column.value === "" ? -1 : column.selectedIndex - 1, wanted = access.value;
    let count = 0;
    for (const { body, rows } of groups) {
      let visible = 0;
      for (const { row, name, cells } of rows) {
        const looked = index < 0 ? cells : [cells[index]];
        const fits = words.every((word) => name.includes(word)) && (wanted === "" || looked.some((cell) => cell.className === wanted));
        row.hidden = !fits;
        visible += fits;
      }
      body.hidden = visible === 0;
      count += visible;
    }
    shown.textContent = `${count} of ${total} fields`;
  };
  const remember = () => {
    const state = new URLSearchParams();
    for (const part of [search, column, access]) if (part.value !== "") state.set(part.name, part.value);
    try { history.replaceState(null, "", "#" + state); } catch { /* a page in a frame may have no history */ }
  };
  const recall = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const part of [search, column, access]) part.value = state.get(part.name) ?? "";
    for (const part of [column, access]) if (part.selectedIndex < 0) part.selectedIndex = 0;
    filter();
  };
  form.hidden = false;
  form.addEventListener("input", () => { filter(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", recall);
  recall();
})();
