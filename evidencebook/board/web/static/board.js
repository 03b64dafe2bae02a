/* Light or dark, as the reader chose in the book; else as the system is set. */
(() => {
  let mode = "auto";
  try { mode = localStorage.getItem("mode") || "auto"; } catch { /* not allowed to look */ }
  if (mode === "light" || mode === "dark") document.documentElement.dataset.theme = mode;
})();

/* A form is sent once, says how much more fits, and is not lost when another on its page is sent.
   Without this script it works as well. */
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("problem")?.focus();
  const sent = new Set();
  let leaving = null;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-once") && sent.has(form)) event.preventDefault();
    else leaving = form;
    sent.add(form);
  });
  const again = () => { sent.clear(); leaving = null; };
  addEventListener("pageshow", again);
  /* What was refused stands in its form again, and is not saved either. */
  const unsaved = (form) => form.hasAttribute("data-refused") || [...form.elements].some((field) =>
    field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : "defaultValue" in field && field.value !== field.defaultValue);
  addEventListener("beforeunload", (event) => {
    const parts = [...document.querySelectorAll("form[data-part]")];
    if (!parts.some((form) => form !== leaving && unsaved(form))) return;
    event.preventDefault();
    event.returnValue = true; /* for browsers that know no better */
    setTimeout(again); /* who stays can send the form once more */
  });
  for (const field of document.querySelectorAll("textarea[data-longest]")) {
    const longest = Number(field.dataset.longest);
    const left = document.createElement("p");
    left.className = "hint";
    left.setAttribute("role", "status");
    field.after(left);
    field.addEventListener("input", () => {
      const more = longest - [...field.value].length;
      left.textContent = more > 500 ? "" : more < 0
        ? `${-more} characters too many.` : `${more} characters left.`;
    });
  }
});
