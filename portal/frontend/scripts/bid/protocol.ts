// What the page and its worker say to each other. The worker holds the key and talks to nobody else.
import type { Bytes } from "../../sealing/bytes";
import type { Fields } from "../../sealing/canonical";
import type { Before } from "../../sealing/sealing";

/** Whose certificate was loaded. */
export interface Holder {
  readonly name: string;
  readonly notAfterMs: number;
}

export interface UnitContent {
  readonly unit: string;
  readonly fields: Fields;
  readonly files: readonly File[];
}

export interface SealOrder {
  /** Where the sealed bid is kept, a folder of the site that is empty. */
  readonly folder: readonly string[];
  readonly lot: string;
  readonly policy: Bytes;
  readonly before: Before;
  readonly contents: readonly UnitContent[];
  readonly passphrase: string;
  readonly atMs: number;
}

/** A file of a sealed bid, as it is uploaded. */
export interface Upload {
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}

/** A sealed bid as it is kept on this device. */
export interface Sealed {
  readonly header: string;
  readonly bid: string;
  readonly seq: number;
  readonly uploads: readonly Upload[];
}

/** The digest of each file that was chosen, in the order in which they were given. */
export interface Digests {
  readonly sealed: Sealed;
  readonly digests: readonly (readonly string[])[];
}

export interface EndOrder {
  readonly deal: string;
  readonly lot: string;
  readonly bid: string;
  readonly seq: number;
  readonly header: string;
  readonly atMs: number;
}

/** A certificate file, and whose it must be: empty for a person's own, which the platform alone knows. */
export interface KeyFile {
  readonly file: Blob;
  readonly password: string;
  readonly organisation: string;
  readonly atMs: number;
}

export interface Acts {
  open: { given: KeyFile; found: Holder };
  seal: { given: SealOrder; found: Digests };
  sign: { given: { readonly content: Bytes; readonly atMs: number }; found: Bytes };
  end: { given: EndOrder; found: { readonly content: Bytes; readonly signature: Bytes } };
}

export interface Order<A extends keyof Acts = keyof Acts> {
  readonly id: number;
  readonly act: A;
  readonly given: Acts[A]["given"];
}

export type Phase = "hashing" | "sealing";

export type Reply =
  | { readonly id: number; readonly phase: Phase; readonly share: number }
  | { readonly id: number; readonly found: unknown }
  | { readonly id: number; readonly refused: string; readonly detail: Readonly<Record<string, string | number>> };
