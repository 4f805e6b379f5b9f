// A failure in words that say what to do, in place of a code.
import { Refused } from "../../sealing/refusals";
import { shanghai } from "../clock";
import { type PageData, say } from "./data";
import type { Mistake } from "./mistakes";
import { Problem, Unreachable } from "./platform";

/** Where a refusal has words of this page's own, which know what lies before the reader, and the field it belongs to. */
const OWN: Readonly<Record<string, readonly [id: string, zh: string, en: string]>> = {
  key_file_unreadable: [
    "key-file",
    "这不是证书文件，或者文件已损坏；请选择 .p12 或 .pfx 文件",
    "This is no certificate file, or it is damaged; choose a .p12 or .pfx file",
  ],
  key_file_password: ["key-password", "证书口令不对", "This is not the file's password"],
  key_file_legacy: [
    "key-file",
    "证书文件用的是旧式加密（3DES 或 RC2），浏览器打不开；请请签发机构导出为 AES 加密，或者使用客户端",
    "The file is encrypted with 3DES or RC2, which browsers no longer have; ask for an export with AES, or use the client",
  ],
  key_file_unsupported: [
    "key-file",
    "暂不支持这种密钥（例如 SM2）；请使用 ECDSA P-256、P-384 或者 RSA 证书",
    "Such a key (SM2, for example) is not supported yet; use ECDSA P-256 or P-384, or RSA",
  ],
  key_file_empty: ["key-file", "文件里没有能签名的密钥和它的证书", "The file holds no signing key with its certificate"],
  signer_is_another_organisation: ["key-file", "证书不是本单位的", "The certificate is another organisation's"],
  store_unavailable: [
    "",
    "浏览器不能在本机保存文件；请不要使用无痕窗口，或者改用客户端",
    "The browser keeps no files here; do not use a private window, or use the client",
  ],
  store_full: ["", "本机磁盘空间不足", "This device has no room left"],
  file_hash: ["", "有文件在封装过程中被改动，请重新选择", "A file was changed while it was sealed; choose it again"],
  passphrase_too_short: ["passphrase", "口令至少要有 8 个字符", "The passphrase needs 8 characters or more"],
};
const OF_THE_FILE = /^certificate_/;

export function mistakesOf(error: unknown, data: Pick<PageData, "words">): Mistake[] {
  if (error instanceof Problem) return ofProblem(error);
  if (error instanceof Unreachable)
    return [{ id: "", words: say("平台暂时无法访问，请稍后再试", "The platform cannot be reached; try again later") }];
  if (!(error instanceof Refused)) {
    reportError(error); // a mistake of ours: told to the reader in words, and to the console as it is
    return [{ id: "", words: say("本页面出错，无法完成", "This page failed") }];
  }
  const own = OWN[error.code];
  if (own) return [{ id: own[0], words: say(own[1], own[2]) }];
  const words = data.words[error.code] ?? say("无法完成", "This did not work");
  const id = OF_THE_FILE.test(error.code) ? "key-file" : "";
  const { at, name, why } = error.detail;
  if (typeof at === "number") return [{ id, words: `${words}${say("（", " (")}${shanghai(at).slice(0, 10)}${say("）", ")")}` }];
  return [{ id, words: [words, name ?? why].filter(Boolean).join(say("：", ": ")) }];
}

function ofProblem({ status, lines }: Problem): Mistake[] {
  if (status === 401 || status === 403) {
    const words = say(
      "登录已过期或者无权操作；请在另一个标签页登录，再回到这里重试",
      "You are signed out, or may not do this; sign in in another tab and try again here",
    );
    return [{ id: "", words }, ...lines.map((words) => ({ id: "", words }))];
  }
  return (lines.length ? lines : [say("平台没有接受", "The platform did not accept this")]).map((words) => ({ id: "", words }));
}
