// Lets a view say something through htmx, with the header HX-Trigger: {"wmo:melding": "Opgeslagen"}.
import { meld } from "./melding.js";

document.addEventListener("wmo:melding", (event) => meld(event.detail.value));
