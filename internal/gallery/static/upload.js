// The files of the form are sent one by one, three at a time, in parts (tus 1.0):
// each tells how far it is, and one whose connection breaks goes on where it was.
// Files and folders can be dropped on the page. Without this script the form sends
// all of its files at once.

const form = document.getElementById("upload");
const picker = form.elements["media.data"];
const album = form.elements.album;
const list = document.getElementById("sent");
const summary = document.getElementById("summary");

const part = 32 * 1024 * 1024; // bytes a request
const atOnce = 3;
const attempts = 8; // in a row without a byte that arrives

const waiting = [];
let running = 0, done = 0, failed = 0;

// An Answer that is no success, which another attempt may mend or not.
class Refusal extends Error {
  constructor(status, text) {
    super(text.trim() || `the service answered ${status}`);
    this.passing = status === 0 || status === 408 || status === 409 || status === 423 || status === 429 || status >= 500;
  }
}

// send makes a request of an upload and returns its answer.
function send(method, address, headers, body, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => progress?.(event.loaded);
    request.onerror = request.ontimeout = () => reject(new Refusal(0, "the connection broke"));
    request.onload = () => request.status < 300 ? resolve(request) : reject(new Refusal(request.status, request.responseText));
    request.send(body ?? null);
  });
}

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

function metadata(file, parents) {
  const said = [`filename ${base64(file.name)}`];
  if (file.type) said.push(`filetype ${base64(file.type)}`);
  if (parents) said.push(`parents ${base64(parents)}`);
  return said.join(",");
}

const pause = (tries) => new Promise((resolve) => setTimeout(resolve, Math.min(30000, 500 * 2 ** tries)));

// upload sends one file and returns the answer to its last byte.
async function upload(file, parents, progress) {
  let address = "", offset = 0;
  for (let tries = 0; ; tries++) {
    try {
      if (!address) {
        const made = await send("POST", form.dataset.parts, { "Upload-Length": file.size, "Upload-Metadata": metadata(file, parents) });
        address = new URL(made.getResponseHeader("Location"), location.href).pathname;
      } else if (tries > 0) {
        const state = await send("HEAD", address, {});
        if (state.getResponseHeader("X-Mediasock-Item")) return state;
        offset = Number(state.getResponseHeader("Upload-Offset"));
      }
      for (;;) {
        const headers = { "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" };
        const answer = await send("PATCH", address, headers, file.slice(offset, offset + part), (sent) => progress(offset + sent));
        offset = Number(answer.getResponseHeader("Upload-Offset"));
        tries = 0;
        if (offset >= file.size) return answer;
      }
    } catch (fault) {
      if (!fault.passing || tries >= attempts) throw fault;
      await pause(tries);
    }
  }
}

// row adds a line for a file to the list.
function row(file) {
  const line = document.createElement("li");
  const name = document.createElement("span"), bar = document.createElement("progress"), result = document.createElement("span");
  name.textContent = file.name;
  bar.max = Math.max(1, file.size);
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  result.className = "faint";
  result.textContent = "waiting";
  line.append(name, bar, result);
  list.append(line);
  return {
    progress(bytes) {
      bar.value = Math.min(bytes, file.size);
      result.textContent = `${Math.floor(100 * bar.value / bar.max)} %`;
    },
    end(text, item) {
      bar.remove();
      result.textContent = text;
      if (!item) return;
      const link = document.createElement("a");
      link.href = `/i/${encodeURIComponent(item)}`;
      link.textContent = file.name;
      name.replaceChildren(link);
    },
    fail(text) {
      bar.remove();
      result.className = "bad";
      result.textContent = text;
    },
  };
}

function tell() {
  const all = done + failed + running + waiting.length;
  summary.textContent = `${done} of ${all} uploaded${failed ? `, ${failed} not` : ""}`;
}

async function run(job) {
  running++;
  tell();
  try {
    const answer = await upload(job.file, job.parents, job.row.progress);
    const known = answer.getResponseHeader("X-Mediasock-Stat") === "20";
    job.row.end(known ? "was here already" : "uploaded", answer.getResponseHeader("X-Mediasock-Item"));
    done++;
  } catch (fault) {
    job.row.fail(fault.message);
    failed++;
  }
  running--;
  tell();
  next();
}

function next() {
  while (running < atOnce && waiting.length > 0) run(waiting.shift());
}

function add(files) {
  for (const file of files) {
    const line = row(file);
    if (file.size === 0) {
      line.fail("the file is empty");
      failed++;
    } else {
      waiting.push({ file, parents: album.value, row: line });
    }
  }
  tell();
  next();
}

// within yields the files of what was dropped, those in folders too.
async function* within(entry) {
  if (entry.isFile) {
    yield await new Promise((resolve, reject) => entry.file(resolve, reject));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const inner of some) yield* within(inner);
  }
}

async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) {
    add([...transfer.files]);
    return;
  }
  for (const entry of entries) {
    for await (const file of within(entry)) {
      if (!file.name.startsWith(".")) add([file]);
    }
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  add([...picker.files]);
  picker.value = "";
});

addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.add("over");
});

addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("over");
});

addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  dropped(event.dataTransfer).catch(() => {}); // what cannot be read is not sent, and not in the list
});

addEventListener("beforeunload", (event) => {
  if (running > 0) event.preventDefault();
});

document.getElementById("drop").hidden = false;
