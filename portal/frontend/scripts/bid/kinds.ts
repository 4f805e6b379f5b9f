// Whether a file is what its name says, looked at before it is sealed: afterwards nobody can until the opening.
const LOOKED_AT = 1024;
const ZIP = "PK\u0003\u0004";
const BEGINNINGS: Readonly<Record<string, string>> = {
  docx: ZIP,
  xlsx: ZIP,
  pptx: ZIP,
  zip: ZIP,
  png: "\u0089PNG",
  jpg: "\u00ff\u00d8\u00ff",
  jpeg: "\u00ff\u00d8\u00ff",
};

/** Tell whether a file may not open: it is empty, broken off, or something else than its name says. Of unknown kinds only the first. */
export async function isOdd(file: File): Promise<boolean> {
  const kind = file.name.toLowerCase().split(".").at(-1) ?? "";
  const begins = await read(file.slice(0, LOOKED_AT));
  if (kind === "pdf") return !begins.includes("%PDF-") || !(await read(file.slice(-LOOKED_AT))).includes("%%EOF");
  return file.size === 0 || !begins.startsWith(BEGINNINGS[kind] ?? "");
}

/** Return bytes as letters, one for each. */
async function read(part: Blob): Promise<string> {
  return String.fromCharCode(...new Uint8Array(await part.arrayBuffer()));
}
