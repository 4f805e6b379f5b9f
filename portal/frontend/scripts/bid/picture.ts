// A fingerprint as a QR code for a second device: drawn as SVG, dark on light whatever the page's colours.
import { encode } from "uqr";

const NAMESPACE = "http://www.w3.org/2000/svg";
const BORDER = 4; // the quiet zone that readers need

export function qr(text: string, label: string): SVGSVGElement {
  const { data, size } = encode(text, { ecc: "M", border: BORDER });
  const path = data.flatMap((line, y) => line.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  const picture = document.createElementNS(NAMESPACE, "svg");
  for (const [name, value] of Object.entries({
    viewBox: `0 0 ${size} ${size}`,
    role: "img",
    "aria-label": label,
    class: "yg-bid__qr",
  })) {
    picture.setAttribute(name, value);
  }
  const ground = document.createElementNS(NAMESPACE, "rect");
  for (const [name, value] of Object.entries({ width: size, height: size, fill: "#fff" }))
    ground.setAttribute(name, String(value));
  const dark = document.createElementNS(NAMESPACE, "path");
  dark.setAttribute("d", path);
  picture.append(ground, dark);
  return picture;
}
