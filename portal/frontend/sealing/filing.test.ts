// A whole filing: what Python sealed opens here, and the same secrets seal into the same bytes here.
import { beforeAll, describe, expect, it } from "vitest";
import vector from "../../../docs/formats/vectors/filing.json";
import { type Bytes, concat, hex, text, unbase64, unhex, utf8 } from "./bytes";
import { fingerprint } from "./certificates";
import { ecdsaFromDer, ecdsaToDer, sign, verify } from "./cms";
import { checkAgainst, CORE, HEADER, load, namesOf, SIGNATURE } from "./filings";
import fixtures from "./fixtures/keyfiles.json";
import { sha256Hex } from "./hashing";
import { unlock } from "./keeping";
import { open } from "./keyfile";
import { Core, Header, Share } from "./objects";
import { openUnit } from "./opening";
import * as policies from "./policies";
import * as receipts from "./receipts";
import { type Act, KEPT, readBack, seal, sizeOf } from "./sealing";
import { combine } from "./shares";
import { ofBytes } from "./sources";
import { openCapsule } from "./testing/custodian";
import { Memory } from "./testing/memory";
import { act, contents, custody, keys, lot, need, opened, PASSPHRASE, PDF, policyBytes, sorted, store } from "./testing/vector";

describe("what Python sealed", () => {
  it("fits its policy and is named as it says", async () => {
    const filing = await load(store);
    checkAgainst(filing, custody);
    expect(filing.name).toBe(vector.header);
    expect(filing.header.core).toBe(vector.core);
    expect(namesOf(filing).sort()).toEqual([...store.files.keys()].sort());
  });

  it("opens with any three custodians' keys", async () => {
    const filing = await load(store);
    for (const { unit } of filing.core.units) {
      const found = new Map<number, Bytes>();
      for (const { x, certificate } of custody.recipients.slice(2)) {
        const secret = unhex(vector.custodian_private_keys_hex[String(x) as "1"]);
        const share = Share.read(await openCapsule(need(`${unit}.${x}.p7m`), certificate, secret));
        expect([share.core, share.unit, share.x]).toEqual([filing.header.core, unit, x]);
        found.set(x, unhex(share.share));
      }
      expect(hex(combine(found))).toBe(vector.keys_hex[unit as "form"]);
    }
    expect((await opened("form")).manifest.fields).toEqual({ price: "1284500.00", days: 90 });
    const tech = await opened("tech");
    expect([tech.manifest.files[0]?.name, tech.content]).toEqual(["技术方案.pdf", text(PDF)]);
  });

  it("is dealt as its keys say", async () => {
    expect((await readBack(custody, keys, store)).name).toBe(vector.header);
  });

  it("has a receipt that is genuine, and not for another lot or with another leaf", async () => {
    const [content, signature] = [utf8(vector.receipt["receipt.json"]), unbase64(vector.receipt["receipt.p7s"])];
    expect((await receipts.check(content, signature, custody, lot)).header).toBe(vector.header);
    await expect(receipts.check(content, signature, custody, "lot_02JC8Z")).rejects.toThrow("receipt_context");
    const forged = utf8(vector.receipt["receipt.json"].replace(vector.header, "00".repeat(32)));
    await expect(receipts.check(forged, signature, custody, lot)).rejects.toThrow("receipt_leaf");
    const later = utf8(vector.receipt["receipt.json"].replace(/"received_at":\d+/, '"received_at":1'));
    await expect(receipts.check(later, signature, custody, lot)).rejects.toThrow("cms_digest");
    const stranger = await open(unbase64(fixtures.files.p256), fixtures.password);
    await expect(receipts.check(content, await sign(stranger, content, vector.at), custody, lot)).rejects.toThrow(
      "receipt_signer",
    );
  });
});

describe("the same secrets", () => {
  it("seal into the same bytes here", async () => {
    const made = new Memory();
    const filing = await seal(await act(), contents(), made);
    expect(filing.name).toBe(vector.header);
    for (const [name, bytes] of store.files)
      expect([name, sha256Hex(made.files.get(name) ?? new Uint8Array())]).toEqual([name, sha256Hex(bytes)]);
    const kept = await unlock(made.files.get(KEPT) ?? new Uint8Array(), PASSPHRASE);
    expect(Object.fromEntries(kept.keys.map(({ unit, key }) => [unit, key]))).toEqual(vector.keys_hex);
    await expect(unlock(made.files.get(KEPT) ?? new Uint8Array(), "another one")).rejects.toThrow("passphrase_wrong");
  });

  it("report as much progress as was announced, but for the manifests' signatures", async () => {
    let seen = 0;
    await seal(
      {
        ...(await act()),
        progress: (bytes) => {
          seen += bytes;
        },
      },
      contents(),
      new Memory(),
    );
    expect(seen / sizeOf(contents())).toBeGreaterThan(0.9);
  });
});

describe("sealing refuses", () => {
  let good: Act;
  beforeAll(async () => {
    good = await act();
  });

  it.each([
    ["another lot", { lot: "lot_x" }, "lot_unknown"],
    ["a short passphrase", { passphrase: "short" }, "passphrase_too_short"],
  ])("%s", async (_, changed, code) => {
    await expect(
      seal({ ...good, ...changed, draw: (await act()).draw ?? (() => new Uint8Array()) }, contents(), new Memory()),
    ).rejects.toThrow(code);
  });

  it("other units, bad names, fields without an encoding, and a file that changed since it was hashed", async () => {
    const [form, tech] = [contents().get("form"), contents().get("tech")];
    if (!form || !tech) throw new Error("both units");
    const tried = async (changed: ReturnType<typeof contents>) => seal(await act(), changed, new Memory());
    const named = (name: string) => ({ ...tech, files: tech.files.map((one) => ({ ...one, name })) });
    await expect(tried(new Map([["form", form]]))).rejects.toThrow("units_mismatch");
    for (const name of ["../a.pdf", "a/b", "con.pdf", ".hidden", "a\u202egpj.exe", "tail ", "e\u0301.pdf", "x".repeat(241)]) {
      await expect(
        tried(
          new Map([
            ["form", form],
            ["tech", named(name)],
          ]),
        ),
      ).rejects.toThrow("file_name");
    }
    const twice = { ...tech, files: [...tech.files, ...named("技术方案.PDF").files] };
    await expect(
      tried(
        new Map([
          ["form", form],
          ["tech", twice],
        ]),
      ),
    ).rejects.toThrow("file_name_twice");
    await expect(
      tried(
        new Map([
          ["form", { ...form, fields: { price: 1.5 } }],
          ["tech", tech],
        ]),
      ),
    ).rejects.toThrow("object_malformed");
    const changed = {
      ...tech,
      files: tech.files.map((one) => ({ ...one, content: ofBytes(utf8("%PDF-1.7 technical propozal\n")) })),
    };
    // Read back after it was signed, the content has another digest than the one that was shown.
    const own = { signer: await open(unbase64(fixtures.files.p256), fixtures.password) };
    await expect(
      seal(
        await act(own),
        new Map([
          ["form", form],
          ["tech", changed],
        ]),
        new Memory(),
      ),
    ).rejects.toThrow("file_hash");
  });
});

describe("reading back refuses", () => {
  it.each([
    ["core.json altered", CORE, "json_"],
    ["another header", HEADER, "json_"],
    ["another signature", SIGNATURE, "cms_"],
    ["a capsule altered", "form.1.p7m", "dealing_wrong"],
    ["a part altered", "tech.f0001.sealed", "part_does_not_open"],
  ])("%s", async (_, name, code) => {
    const bytes = need(name).slice();
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    await expect(readBack(custody, keys, store.but(name, bytes))).rejects.toThrow(code);
  });

  it("what is missing, and a core of another hash", async () => {
    await expect(readBack(custody, keys, store.but("tech.f0001.sealed"))).rejects.toThrow("part_missing");
    await expect(readBack(custody, keys, store.but(CORE))).rejects.toThrow("file_missing");
    const other = Core.write({ ...Core.read(need(CORE)), seq: 2 });
    await expect(load(store.but(CORE, other))).rejects.toThrow("core_hash");
    const header = Header.write({ ...Header.read(need(HEADER)), core: sha256Hex(other) });
    await expect(load(store.but(CORE, other).but(HEADER, header))).rejects.toThrow("cms_digest");
  });

  it("another key", async () => {
    const other = new Map([...keys].map(([unit]) => [unit, new Uint8Array(32)]));
    await expect(readBack(custody, other, store)).rejects.toThrow("dealing_wrong");
    const filing = await load(store);
    await expect(openUnit(filing, store, "form", new Uint8Array(32))).rejects.toThrow("key_commitment");
  });
});

describe("policies", () => {
  it.each([
    ["another suite", { suite: "sm-draft" }, "suite_not_offered"],
    ["too few custodians", { k: 2 }, "policy_quorum"],
    ["units out of order", { units: [...custody.policy.units].reverse() }, "policy_units"],
    ["parts for a committee that nobody could read", { evaluation_cert: "" }, "policy_evaluation"],
    ["an operator that holds a share", { operators: [custody.policy.custodians[0]?.org ?? ""] }, "policy_operator_is_custodian"],
    [
      "an organisation with a quorum",
      { custodians: custody.policy.custodians.map((one) => ({ ...one, org: "11310000MB1FL00011" })) },
      "policy_organisation_holds_quorum",
    ],
    [
      "a custodian twice",
      { custodians: custody.policy.custodians.map((one) => ({ ...one, cert: custody.policy.custodians[0]?.cert ?? "" })) },
      "policy_custodians",
    ],
    ["a number that is none", { k: "3" }, "object_malformed"],
    ["one field more", { more: 1 }, "object_malformed"],
  ])("with %s are refused", (_, changed, code) => {
    const other = policies.read(policyBytes).policy;
    const written = JSON.stringify(sorted({ ...other, ...changed }));
    expect(() => policies.read(utf8(written))).toThrow(code);
  });
});

describe("signatures", () => {
  it("come back from their two numbers in DER", () => {
    const raw = concat(unhex("00".repeat(31) + "01"), unhex("ff".repeat(32)));
    expect(hex(ecdsaFromDer(ecdsaToDer(raw), 32))).toBe(hex(raw));
  });

  it("are of one content", async () => {
    const signed = await verify(need(SIGNATURE), need(HEADER));
    expect(fingerprint(signed.certificate)).toBe(Core.read(need(CORE)).signer);
    await expect(verify(need(SIGNATURE))).rejects.toThrow("cms_content");
    await expect(verify(need(SIGNATURE), utf8("x"))).rejects.toThrow("cms_digest");
    await expect(verify(concat(need(SIGNATURE), Uint8Array.of(0)), need(HEADER))).rejects.toThrow("cms_malformed");
    await expect(verify(new Uint8Array(64 * 1024 + 1))).rejects.toThrow("cms_too_long");
  });
});
