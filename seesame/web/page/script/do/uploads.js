/** Pictures that come in: dropped, pasted, chosen, from the camera. */

import { tell } from "../api.js";
import { texts } from "../texts.js";

/** @typedef {import("../state.js").Picture} Picture */

/**
 * @param {import("../store.js").Store<import("../state.js").State>} store
 * @param {ReturnType<import("./notes.js").noteActions>} notes
 */
export function uploadActions(store, notes) {
  /** @param {Blob} file @param {string} name @returns {Promise<Picture | null>} */
  async function upload(file, name) {
    store.set((state) => ({ uploading: state.uploading + 1 }));
    try {
      const picture = await tell("POST", "pictures", {
        query: { name: name.slice(-200) }, body: file,
        headers: { "content-type": file.type.startsWith("image/") ? file.type : "application/octet-stream" },
      });
      store.set((state) => ({
        pictures: [...state.pictures.filter((each) => each.id !== picture.id), picture],
      }));
      return picture;
    } catch (error) {
      notes.complain(error);
      return null;
    } finally {
      store.set((state) => ({ uploading: state.uploading - 1 }));
    }
  }

  return {
    /** @param {string} id */
    dropPicture: (id) => store.set((state) => ({ pictures: state.pictures.filter((each) => each.id !== id) })),
    /**
     * Take pictures in, two at a time.
     * @param {Iterable<File>} files @param {(picture: Picture) => void} [first] told of the first that is there
     * @returns {Promise<Picture[]>} those that could be read, in their order
     */
    async takeIn(files, first) {
      const waiting = [...files].map((file, n) => ({ file, n }));
      /** @type {(Picture | null)[]} */
      const taken = new Array(waiting.length).fill(null);
      const worker = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const picture = await upload(next.file, next.file.name || texts.camera.name);
          if (picture && !taken.some(Boolean)) first?.(picture);
          taken[next.n] = picture;
        }
      };
      await Promise.all([worker(), worker()]);
      return /** @type {Picture[]} */ (taken.filter(Boolean));
    },
  };
}
