/** Small windows: the camera, saving, keys, the token. */

import { h } from "../nodes.js";
import { texts } from "../texts.js";
import { button, dialog, dialogHead } from "./parts.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../do/all.js").Actions} Actions */

/** @param {Actions} act */
export function cameraDialog(act) {
  return dialog("camera", texts.camera.title, act.closeDialog, "large",
    dialogHead(texts.camera.title, act.closeDialog),
    h("div", { class: "stage-room" }, h("video", {
      class: "camera", autoplay: true, playsinline: true, set: { muted: true },
      made: (/** @type {HTMLVideoElement} */ video) => startCamera(video, act),
      gone: (/** @type {HTMLVideoElement} */ video) => {
        const stream = /** @type {MediaStream | null} */ (video.srcObject);
        stream?.getTracks().forEach((track) => track.stop());
      },
    })),
    h("footer", { class: "dialog-foot" }, button(texts.camera.take, () => takePicture(act), { kind: "first", sign: "camera" })));
}

/** @param {HTMLVideoElement} video @param {Actions} act */
async function startCamera(video, act) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
    if (video.isConnected) video.srcObject = stream;
    else stream.getTracks().forEach((track) => track.stop());
  } catch {
    act.closeDialog();
    act.note(texts.camera.none, true);
  }
}

/** @param {Actions} act */
function takePicture(act) {
  const video = document.querySelector("video");
  if (!video || !video.videoWidth) return;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  canvas.toBlob((blob) => {
    act.closeDialog();
    if (blob) act.receive([new File([blob], texts.camera.name, { type: "image/jpeg" })]);
  }, "image/jpeg", 0.92);
}

/** @param {State} state @param {Actions} act */
export function saveDialog(state, act) {
  const { question, card } = state;
  const known = card && card.id === question.card ? card : null;
  return dialog("save", texts.save.title, act.closeDialog, "small-window",
    dialogHead(texts.save.title, act.closeDialog),
    h("form", {
      class: "form",
      on: {
        submit(/** @type {SubmitEvent} */ event) {
          event.preventDefault();
          const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
          act.saveCard(String(fields.get("name")), String(fields.get("notes")));
        },
      },
    },
    h("p", { class: "small" }, texts.save.hint),
    h("label", null, h("span", null, texts.save.name),
      h("input", { name: "name", required: true, maxlength: "200", autofocus: true, value: known?.name ?? question.name })),
    h("label", null, h("span", null, texts.save.notes), h("textarea", { name: "notes", rows: "3", maxlength: "5000", set: { defaultValue: known?.notes ?? "" } })),
    h("button", { type: "submit", class: "button first" }, texts.save.save)));
}

/** @param {Actions} act */
export function keysDialog(act) {
  return dialog("keys", texts.keysTitle, act.closeDialog, "small-window",
    dialogHead(texts.keysTitle, act.closeDialog),
    h("table", { class: "keys" }, h("tbody", null, texts.keyTable.map(([keys, what]) =>
      h("tr", { key: keys }, h("th", { scope: "row" }, h("kbd", null, keys)), h("td", null, what))))));
}

/** @param {Actions} act */
export function tokenDialog(act) {
  return dialog("token", texts.token.title, () => {}, "small-window",
    h("header", { class: "dialog-head" }, h("h2", null, texts.token.title)),
    h("form", {
      class: "form",
      on: {
        submit(/** @type {SubmitEvent} */ event) {
          event.preventDefault();
          act.giveToken(String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("token")));
        },
      },
    },
    h("p", { class: "small" }, texts.token.more),
    h("label", null, h("span", null, texts.token.label),
      h("input", { name: "token", type: "password", required: true, autofocus: true, autocomplete: "current-password" })),
    h("button", { type: "submit", class: "button first" }, texts.token.go)));
}
