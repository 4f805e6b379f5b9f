// Parts of a bid that the committee alone reads: fetched from the evaluation process, each time for a reason; text is shown beside the
// sheet, anything else is handed over as a file.
import { say } from "../bid/data";
import { all, one, put } from "../bid/elements";
import { Line, Problem } from "../bid/platform";

const SHOWN_AS_TEXT = /\.(json|txt)$/;
const LONGEST_SHOWN = 200_000;

const data = JSON.parse(document.getElementById("documents-data")?.textContent ?? "{}") as { readonly csrf_cookie: string };
const line = new Line(data.csrf_cookie);
const box = one("[data-documents]");
const told = one("[data-told]", box);
const shown = one("[data-text]", box);
const handed = one("[data-saved-file]", box);
let address = "";

async function read(button: HTMLButtonElement): Promise<void> {
  const reason = one<HTMLInputElement>("#reading-reason", box).value.trim();
  const asked = JSON.parse(button.dataset["body"] ?? "{}") as Readonly<Record<string, unknown>>;
  [shown.hidden, handed.hidden] = [true, true];
  put(told, say("正在取阅…", "Fetching it…"));
  button.disabled = true;
  try {
    const headers = { "Content-Type": "application/json", Accept: "*/*" };
    const body = JSON.stringify({ ...asked, reason });
    const answer = await line.send("POST", button.dataset["read"] ?? "", { headers, body });
    await show(await answer.blob(), nameIn(answer.headers.get("Content-Disposition") ?? ""));
  } catch (error) {
    put(told, error instanceof Problem ? error.lines.join(say("；", "; ")) : say("现在取不到，请稍后再试", "It cannot be had now; try again"));
  } finally {
    button.disabled = false;
  }
}

async function show(file: Blob, name: string): Promise<void> {
  URL.revokeObjectURL(address);
  if (SHOWN_AS_TEXT.test(name) && file.size <= LONGEST_SHOWN) {
    put(shown, readable(await file.text()));
    shown.hidden = false;
    return put(told, say("内容在下面", "It stands below"));
  }
  address = URL.createObjectURL(new Blob([file], { type: "application/octet-stream" }));
  const link = one<HTMLAnchorElement>("a", handed);
  [link.href, link.download] = [address, name];
  put(one("span", link), name);
  handed.hidden = false;
  put(told, say("已取得，可以打开", "It is here; open it"));
}

/** Return what was filled in line by line; other text as it is. */
function readable(text: string): string {
  try {
    const { fields } = JSON.parse(text) as { readonly fields?: Readonly<Record<string, unknown>> };
    return fields ? Object.entries(fields).map(([name, value]) => `${name}: ${String(value)}`).join("\n") : text;
  } catch {
    return text;
  }
}

function nameIn(disposition: string): string {
  const found = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1] ?? /filename="([^"]+)"/i.exec(disposition)?.[1];
  return found ? decodeURIComponent(found) : "file";
}

for (const button of all<HTMLButtonElement>("[data-read]", box)) button.addEventListener("click", () => void read(button));
box.hidden = false;
