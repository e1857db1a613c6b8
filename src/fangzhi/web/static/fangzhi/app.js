// Small helps for people who work in lists; every page works without them.
(() => {
  "use strict";
  const rows = () => [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("a"));

  // j and k go down and up the rows of a list, / goes to the first filter.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "/") {
      const filter = document.querySelector("form.filters select, form.filters input");
      if (filter) { event.preventDefault(); filter.focus(); }
    }
    if (event.key === "j" || event.key === "k") {
      const list = rows();
      const here = list.findIndex((row) => row.contains(document.activeElement));
      const next = list[Math.max(0, Math.min(list.length - 1, here + (event.key === "j" ? 1 : -1)))];
      if (next) next.querySelector("a").focus();
    }
    if (event.key === "Escape" && document.activeElement) document.activeElement.blur();
  });

  // A note near the right edge opens to the left.
  const place = (event) => {
    const reading = event.target.closest && event.target.closest(".reading");
    if (!reading) return;
    const left = reading.getBoundingClientRect().left;
    reading.classList.toggle("leftward", left + 340 > document.documentElement.clientWidth);
  };
  document.addEventListener("mouseover", place);
  document.addEventListener("focusin", place);
})();
