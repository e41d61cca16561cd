// form[data-wmo-eenmalig]: a second click while the first is on its way does nothing. Coming back with the back button opens it again.

document.addEventListener("submit", (event) => {
  const formulier = event.target;
  if (!formulier.matches("form[data-wmo-eenmalig]")) return;
  if (formulier.dataset.wmoVerstuurd !== undefined) event.preventDefault();
  else formulier.dataset.wmoVerstuurd = "";
});
window.addEventListener("pageshow", () => {
  for (const formulier of document.querySelectorAll("form[data-wmo-verstuurd]")) delete formulier.dataset.wmoVerstuurd;
});
