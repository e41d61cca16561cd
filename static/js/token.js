// Logging in again, perhaps in another tab, gives a new token: a form that was open sends the one of this moment.

const token = () => /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];

document.addEventListener("submit", (event) => {
  const veld = event.target.querySelector?.("input[name=csrfmiddlewaretoken]");
  if (veld && token()) veld.value = token();
}, true);
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!token()) return;
  detail.headers["X-CSRFToken"] = token();
  if (detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = token();
});
