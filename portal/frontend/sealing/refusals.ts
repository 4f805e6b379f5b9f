// Why something is refused, by the codes of docs/formats/codes.md; whoever shows it has the words.

export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly detail: Readonly<Record<string, string | number>> = {},
  ) {
    super(code);
    this.name = "Refused";
  }
}

/** Run something whose every failure means one thing. */
export async function refusing<T>(code: string, act: () => Promise<T> | T): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(code);
  }
}
