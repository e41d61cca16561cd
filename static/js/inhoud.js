// <nav data-wmo-inhoud>: marks the link to the part that is being read.

for (const inhoud of document.querySelectorAll("[data-wmo-inhoud]")) {
  const links = new Map();
  for (const link of inhoud.querySelectorAll('a[href^="#"]')) {
    const deel = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (deel) links.set(deel, link);
  }
  const zichtbaar = new Set();
  // A part counts while it crosses the upper third of the window.
  const kijker = new IntersectionObserver(
    (meldingen) => {
      for (const { target, isIntersecting } of meldingen) {
        if (isIntersecting) zichtbaar.add(target);
        else zichtbaar.delete(target);
      }
      const huidig = [...links.keys()].findLast((deel) => zichtbaar.has(deel));
      if (!huidig) return;
      for (const [deel, link] of links) {
        if (deel === huidig) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "0px 0px -66% 0px" },
  );
  for (const deel of links.keys()) kijker.observe(deel);
}
