// <div data-wmo-gezien="mlw-mer-2024:3" data-adres="/inkoop/mlw-mer-2024/wijzigingen/" hidden>: tells a visitor who was here before
// that a newer version is out. The cookie holds numbers of versions only: gezien=mlw-mer-2024:3.kampen-2026:1
// A classic script right after its element, so that the notice is there before the first paint and nothing moves.
{
  const melding = document.currentScript.previousElementSibling;
  const [inkoop, nummer] = melding.dataset.wmoGezien.split(":");
  const gelezen = () =>
    new Map(
      (/(?:^|;\s*)gezien=([a-z0-9:.-]*)/.exec(document.cookie)?.[1] ?? "")
        .split(".")
        .map((deel) => deel.split(":"))
        .filter(([slug, versie]) => slug && /^[0-9]{1,6}$/.test(versie)),
    );
  const onthoud = () => {
    // The last twenty: a cookie is sent along with every request.
    const paren = [...gelezen().set(inkoop, nummer)].slice(-20).map((paar) => paar.join(":"));
    const veilig = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `gezien=${paren.join(".")}; Path=/; Max-Age=31536000; SameSite=Lax${veilig}`;
  };
  const vorige = Number(gelezen().get(inkoop) ?? 0);
  if (!vorige || vorige >= Number(nummer) || location.pathname.endsWith("/wijzigingen/")) {
    if (!vorige || vorige < Number(nummer)) onthoud();
  } else {
    melding.querySelector("[data-wmo-vorige]").textContent = vorige;
    melding.querySelector("a").href = `${melding.dataset.adres}?van=${vorige}&tot=${nummer}`;
    melding.querySelector("button").addEventListener("click", () => {
      onthoud();
      melding.hidden = true;
    });
    melding.hidden = false;
  }
}
