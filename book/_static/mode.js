/* Light or dark, before the first paint: as the reader chose, else as the system is set. */
(() => {
  const root = document.documentElement.dataset;
  const kept = (name) => {
    try { return localStorage.getItem(name); } catch { return null; }
  };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.mode = kept("mode") || "auto";
  root.theme = root.mode === "auto" ? dark : root.mode;
})();
