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

  // What was typed into the form of an act stays through an expired session and a closed tab.
  document.querySelectorAll("form[data-keep]").forEach((form) => {
    const key = `draft:${form.dataset.keep}`;
    const fields = () => [...form.elements].filter((one) => one.name && !["hidden", "file", "submit"].includes(one.type) && one.name !== "occurred_on");
    const kept = JSON.parse(localStorage.getItem(key) || "{}");
    fields().forEach((one) => {
      if (!(one.name in kept)) return;
      if (one.type === "checkbox") one.checked = kept[one.name];
      else if (!one.value) one.value = kept[one.name];
    });
    form.addEventListener("input", () => {
      const now = {};
      fields().forEach((one) => { now[one.name] = one.type === "checkbox" ? one.checked : one.value; });
      localStorage.setItem(key, JSON.stringify(now));
    });
  });
  // An act that was done needs its draft no more.
  if (new URLSearchParams(location.search).has("done")) {
    Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key));
  }

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
