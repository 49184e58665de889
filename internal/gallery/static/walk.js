// The arrow keys lead to the items beside this one, as the links do.
const ways = { ArrowLeft: "prev", ArrowRight: "next" };

addEventListener("keydown", (event) => {
  const busy = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (busy || event.target.closest("input, textarea, select, video, audio, summary")) return;
  const link = document.querySelector(`.walk a[rel="${ways[event.key]}"]`);
  if (link) link.click();
});
