/* A password to hand over: easy to read out and to type, good until its owner sets one of their own. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz";
const ALL = `${LETTERS}ABCDEFGHJKMNPQRSTUVWXYZ23456789`; // nothing that looks like another

function pick(from: string, random: (below: number) => number) {
  return from.charAt(random(from.length));
}

/* Four groups of four: a letter, a capital, a digit are always among them. */
export function makePassword(random: (below: number) => number = secure) {
  const signs = [pick(LETTERS, random), pick("ABCDEFGHJKMNPQRSTUVWXYZ", random), pick("23456789", random)];
  while (signs.length < 16) signs.splice(random(signs.length + 1), 0, pick(ALL, random));
  return [0, 4, 8, 12].map((at) => signs.slice(at, at + 4).join("")).join("-");
}

/* Even over 0 … below - 1. */
function secure(below: number) {
  const limit = Math.floor(0x100000000 / below) * below;
  for (;;) {
    const [n = 0] = crypto.getRandomValues(new Uint32Array(1));
    if (n < limit) return n % below;
  }
}
