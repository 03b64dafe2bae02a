/* Light or dark, as the reader chose in the book; else as the system is set. */
(() => {
  let mode = "auto";
  try { mode = localStorage.getItem("mode") || "auto"; } catch { /* not allowed to look */ }
  if (mode === "light" || mode === "dark") document.documentElement.dataset.theme = mode;
})();

/* A form is sent once, and says how much more fits. Without this script it works as well. */
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("problem")?.focus();
  for (const form of document.querySelectorAll("form[data-once]")) {
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
    });
    addEventListener("pageshow", () => { sent = false; });
  }
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
