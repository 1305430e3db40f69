/* Sends a file, telling how far it is: fetch can't. Like other calls it waits for the sign-in dialog
 * when the session has lapsed, and fails with a Problem. */
import { address } from "./client";
import type { components } from "./made/schema";
import { noAnswer, problemOf, type Problem } from "./problem";
import { readSession, sessionState, signedInAgain } from "./session";

export type Upload = components["schemas"]["Upload"];

interface Way {
  progress: (share: number) => void;
  signal: AbortSignal;
}

/* Throws an AbortError when it is called off. */
export async function sendFile(file: File, way: Way): Promise<Upload> {
  let response = await once(file, way);
  const code = response.ok ? undefined : (await problemOf(response.clone())).code;
  if (code === "sign-in-needed") {
    await signedInAgain();
    response = await once(file, way);
  } else if (code === "csrf") {
    await readSession();
    response = await once(file, way);
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Upload;
}

function once(file: File, { progress, signal }: Way) {
  return new Promise<Response>((resolve, reject: (why: Problem | DOMException) => void) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open("POST", address(`/uploads/raw?name=${encodeURIComponent(file.name.slice(-200))}`));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRF-Token", sessionState().session?.csrf ?? "");
    request.upload.onprogress = (e) => progress(e.total ? e.loaded / e.total : 0);
    request.onload = () => resolve(new Response(request.responseText, { status: request.status }));
    request.onerror = () => reject(noAnswer());
    request.onabort = () => reject(new DOMException("called off", "AbortError"));
    request.onloadend = () => signal.removeEventListener("abort", stop);
    signal.addEventListener("abort", stop);
    request.send(file);
  });
}
