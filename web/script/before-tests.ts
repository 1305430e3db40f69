// Node 18 has it as a module only.
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto as Crypto;
