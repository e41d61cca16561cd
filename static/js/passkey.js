// Passkeys need JavaScript: what is for them is shown here. allauth's own script does the asking; what went wrong is said aloud.
if (window.PublicKeyCredential) {
  for (const element of document.querySelectorAll("[data-wmo-passkey]")) element.hidden = false;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.querySelector("[data-wmo-passkey-fout]");
  if (told) told.textContent = "Dat lukte niet: de passkey is niet gebruikt. Probeer het opnieuw, of kies een andere manier.";
});
