#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import {
  CLOCKS,
  DECISIONS,
  INPUTS,
  LEVELS,
  LINK_MODE,
  PROOFS,
  USUAL_MOST,
  UserError,
  applyWaivers,
  attribute,
  boardFootnotes,
  boardNotes,
  boardRows,
  byFinding,
  byPromotion,
  byText,
  changedRenders,
  choosePolicies,
  commentWaivers,
  count,
  createEdges,
  createKustomizationReader,
  createPinBook,
  createProgress,
  createRendering,
  decidePromotions,
  failedReport,
  failureDraft,
  findKustomize,
  finding,
  grouped,
  hasCode,
  headFailures,
  heldTimes,
  imageName,
  indexedFiles,
  isAccepted,
  isDrift,
  isKustomizationFile,
  isSought,
  isoDate,
  isoTime,
  judgeParity,
  judgedFiles,
  judgingEffort,
  keepOutputs,
  leadTimeText,
  leaveReport,
  lengthOf,
  lineLocation,
  markExisting,
  matchGlob,
  matrixJson,
  mergeFiles,
  mergeStays,
  onlyRollbacks,
  openRepository,
  openRunFolder,
  parseDuration,
  parseImage,
  pinnedOverlays,
  planForEvent,
  planShards,
  presentTime,
  previousOverlays,
  publishMerged,
  readBoard,
  readSettings,
  reasonOf,
  refusalOf,
  removedDrafts,
  reportJson,
  requireSettings,
  resolveEnvironmentNames,
  runIn,
  sha256Hex,
  shortRevision,
  showDuration,
  soughtImage,
  staysOf,
  survey,
  systemMessage,
  terminalReport,
  together,
  tooMuchWork,
  treesOf,
  unjudged,
  visible,
  wordsOf
} from "./chunk-4MDI4RRW.js";
import "./chunk-XNDQ27F5.js";

// src/cli.ts
import process2 from "node:process";

// src/backtest.ts
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync as readFileSync3, rmSync as rmSync2 } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join as join3, resolve } from "node:path";
import { fileURLToPath } from "node:url";

// src/core/backtest/decode.ts
function decodeRecord(value) {
  const record = fields(value);
  return {
    commit: text(record["commit"]),
    environments: list(text)(record["environments"]),
    change: optional(changeOf)(record["change"]),
    observed: list(observedOf)(record["observed"])
  };
}
function changeOf(value) {
  const change = fields(value);
  const existing = fields(change["existing"]);
  const drift = fields(change["drift"]);
  return {
    commit: text(change["commit"]),
    time: number(change["time"]),
    author: text(change["author"]),
    subject: text(change["subject"]),
    promotions: list(promotionOf)(change["promotions"]),
    findings: list(findingOf)(change["findings"]),
    existing: { errors: number(existing["errors"]), warnings: number(existing["warnings"]) },
    broken: number(change["broken"]),
    drift: { added: number(drift["added"]), removed: number(drift["removed"]) },
    trials: list(trialOf)(change["trials"])
  };
}
function findingOf(value) {
  const finding2 = fields(value);
  return {
    code: text(finding2["code"]),
    level: oneOf(LEVELS)(finding2["level"]),
    application: text(finding2["application"]),
    environment: text(finding2["environment"]),
    variant: optional(text)(finding2["variant"]),
    against: optional(text)(finding2["against"]),
    resource: optional(text)(finding2["resource"]),
    path: optional(text)(finding2["path"]),
    message: text(finding2["message"]),
    waived: boolean(finding2["waived"])
  };
}
function promotionOf(value) {
  const promotion = fields(value);
  return {
    overlay: overlayOf(promotion["overlay"]),
    resource: text(promotion["resource"]),
    container: text(promotion["container"]),
    image: text(promotion["image"]),
    from: optional(text)(promotion["from"]),
    to: text(promotion["to"]),
    decision: oneOf(DECISIONS)(promotion["decision"]),
    // The decoder: our own line, under a checksum; nothing is decided by this code any more.
    code: optional(text)(promotion["code"]),
    evidence: optional(evidenceOf)(promotion["evidence"])
  };
}
function evidenceOf(value) {
  const evidence = fields(value);
  return {
    level: oneOf(PROOFS)(evidence["level"]),
    environment: text(evidence["environment"]),
    commit: text(evidence["commit"]),
    since: optional(text)(evidence["since"]),
    soaked: optional(number)(evidence["soaked"]),
    clock: optional(oneOf(CLOCKS))(evidence["clock"])
  };
}
function trialOf(value) {
  const trial = fields(value);
  return {
    key: text(trial["key"]),
    environment: text(trial["environment"]),
    entered: number(trial["entered"]),
    identified: number(trial["identified"]),
    found: number(trial["found"]),
    live: number(trial["live"]),
    stays: list(number)(trial["stays"])
  };
}
function observedOf(value) {
  const observed = fields(value);
  return { overlay: overlayOf(observed["overlay"]), pins: optional(list(pinOf))(observed["pins"]) };
}
function pinOf(value) {
  const pin = fields(value);
  return { resource: resourceOf(pin["resource"]), container: text(pin["container"]), image: text(pin["image"]) };
}
function resourceOf(value) {
  const id = fields(value);
  return { group: text(id["group"]), version: text(id["version"]), kind: text(id["kind"]), namespace: optional(text)(id["namespace"]), name: text(id["name"]) };
}
function overlayOf(value) {
  const overlay = fields(value);
  return {
    application: text(overlay["application"]),
    environment: text(overlay["environment"]),
    variant: optional(text)(overlay["variant"]),
    path: text(overlay["path"])
  };
}
function fields(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("no mapping");
  return value;
}
function text(value) {
  if (typeof value !== "string") throw new TypeError("no text");
  return value;
}
function number(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new TypeError("no number");
  return value;
}
function boolean(value) {
  if (typeof value !== "boolean") throw new TypeError("neither true nor false");
  return value;
}
function list(read) {
  return (value) => {
    if (!Array.isArray(value)) throw new TypeError("no list");
    return value.map((item) => read(item));
  };
}
function optional(read) {
  return (value) => value === null ? null : read(value);
}
function oneOf(choices) {
  return (value) => {
    const found2 = choices.find((each) => each === value);
    if (found2 === void 0) throw new TypeError("no such word");
    return found2;
  };
}

// src/core/backtest/record.ts
var MARK = 16;
function writeRecord(record) {
  const json = JSON.stringify(record);
  return `${sha256Hex(json).slice(0, MARK)} ${json}`;
}
function readRecord(line) {
  const json = line.slice(MARK + 1);
  if (line.charAt(MARK) !== " " || sha256Hex(json).slice(0, MARK) !== line.slice(0, MARK)) return null;
  try {
    return decodeRecord(JSON.parse(json));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

// src/core/backtest/images.ts
function byImage(promotions) {
  const seen = /* @__PURE__ */ new Map();
  for (const promotion of promotions) {
    const { overlay, to, decision } = promotion;
    const key = JSON.stringify([overlay.application, overlay.environment, overlay.variant, to, decision]);
    if (!seen.has(key)) seen.set(key, promotion);
  }
  return [...seen.values()];
}

// src/core/backtest/percentile.ts
function percentile(sorted, rank) {
  const index = Math.ceil(rank / 100 * sorted.length) - 1;
  return sorted[Math.min(Math.max(index, 0), sorted.length - 1)] ?? 0;
}
function shareBelow(values, bound) {
  return values.length === 0 ? 0 : values.filter((value) => value < bound).length / values.length;
}

// src/core/backtest/suggestion.ts
var HOUR = 3600;
var SOAKS = [72 * HOUR, 24 * HOUR, 4 * HOUR, HOUR];
var FITTING = 0.95;
var FEWEST_STAYS = 10;
var CLEARLY_MORE = 1.1;
function bestKey(keys) {
  return keys.reduce((best, each) => best === null || each.found > best.found ? each : best, null);
}
function betterKey(own, keys) {
  const found2 = keys.find(({ key }) => key === own)?.found ?? 0;
  const best = bestKey(keys);
  return best !== null && best.key !== own && best.found > found2 * CLEARLY_MORE ? best.key : null;
}
function suggest(promotionKey, stays, blocked) {
  const soak = stays.length < FEWEST_STAYS ? null : SOAKS.find((seconds) => met(stays, seconds) >= FITTING) ?? 0;
  return {
    promotionKey,
    soak,
    met: stays.length === 0 ? null : met(stays, soak === null || soak === 0 ? HOUR : soak),
    stays: stays.length,
    existingDrift: blocked.existingOnly > 0 ? "warn" : null
  };
}
function met(stays, seconds) {
  return stays.filter((stay) => stay >= seconds).length / stays.length;
}

// src/core/backtest/totals.ts
var HOUR2 = 3600;
var MOST_WORST = 10;
function totalsOf(changes, replayed) {
  const keys = keyTotals(changes);
  const blocked = blockedTotals(changes);
  const own = keys.find(({ key }) => key === replayed.key);
  const soakKey = (own?.found ?? 0) > 0 ? replayed.key : bestKey(keys)?.key ?? replayed.key;
  const trials = changes.flatMap((change) => change.trials);
  const better = betterKey(replayed.key, keys);
  return {
    from: replayed.from,
    to: replayed.to,
    commits: replayed.commits,
    changes: changes.length,
    blocked,
    decisions: decisionTotals(changes, replayed.environments),
    soakKey,
    soak: soakTotals(trials.filter(({ key }) => key === soakKey), replayed.environments),
    drift: driftByMonth(changes),
    worst: worstChanges(changes),
    keys,
    suggestion: suggest(better, staysOf2(trials, better ?? soakKey), blocked)
  };
}
function openErrors(findings) {
  return findings.filter(({ level, waived }) => level === "error" && !waived);
}
function isBlocked(change) {
  return change.existing.errors > 0 || openErrors(change.findings).length > 0;
}
function blockedTotals(changes) {
  const blocked = changes.filter(isBlocked);
  const having = (test) => blocked.filter(({ findings }) => openErrors(findings).some(({ code }) => test(code))).length;
  return {
    changes: blocked.length,
    promotion: having((code) => code.startsWith("image-")),
    drift: having(isDriftCode),
    render: having((code) => !code.startsWith("image-") && !isDriftCode(code)),
    broke: blocked.filter(({ broken }) => broken > 0).length,
    existingOnly: blocked.filter(({ findings }) => openErrors(findings).length === 0).length
  };
}
function isDriftCode(code) {
  return code.startsWith("drift-") || code === "axis-bound" || code === "cross-environment-reference";
}
function decisionTotals(changes, environments) {
  const counts = /* @__PURE__ */ new Map();
  for (const change of changes) {
    for (const { overlay, decision } of byImage(change.promotions)) {
      const key = JSON.stringify([overlay.environment, decision]);
      const promotions = (counts.get(key)?.promotions ?? 0) + 1;
      counts.set(key, { environment: overlay.environment, decision, promotions });
    }
  }
  const rung = (name) => environments.includes(name) ? environments.indexOf(name) : environments.length;
  return [...counts.values()].sort(
    (a, b) => rung(a.environment) - rung(b.environment) || byText(a.environment, b.environment) || byText(a.decision, b.decision)
  );
}
function keyTotals(changes) {
  const totals = /* @__PURE__ */ new Map();
  for (const { key, entered, identified, found: found2 } of changes.flatMap(({ trials }) => trials)) {
    const sum = totals.get(key) ?? { key, entered: 0, identified: 0, found: 0 };
    totals.set(key, { key, entered: sum.entered + entered, identified: sum.identified + identified, found: sum.found + found2 });
  }
  return [...totals.values()];
}
function staysOf2(trials, wanted) {
  return trials.filter(({ key }) => key === wanted).flatMap(({ stays }) => stays).toSorted((a, b) => a - b);
}
function soakTotals(trials, environments) {
  const row2 = (environment) => {
    const own = trials.filter((trial) => environment === null || trial.environment === environment);
    const live = own.reduce((sum, trial) => sum + trial.live, 0);
    const stays = own.flatMap((trial) => trial.stays).toSorted((a, b) => a - b);
    const at = (rank) => percentile(stays, rank);
    return {
      environment,
      promotions: live,
      unknown: live - stays.length,
      percentiles: stays.length === 0 ? null : { p10: at(10), p25: at(25), median: at(50), p75: at(75), p90: at(90) },
      underHour: shareBelow(stays, HOUR2),
      underDay: shareBelow(stays, 24 * HOUR2)
    };
  };
  const rows = environments.map(row2).filter(({ promotions }) => promotions > 0);
  return rows.length > 1 ? [...rows, row2(null)] : rows;
}
function driftByMonth(changes) {
  const months = /* @__PURE__ */ new Map();
  for (const { time, drift } of changes) {
    const month = isoDate(time).slice(0, 7);
    const sum = months.get(month) ?? { added: 0, removed: 0 };
    months.set(month, { added: sum.added + drift.added, removed: sum.removed + drift.removed });
  }
  return [...months].map(([month, sums]) => ({ month, ...sums })).sort((a, b) => byText(a.month, b.month));
}
function worstChanges(changes) {
  return changes.map((change) => ({ change, errors: openErrors(change.findings) })).filter(({ errors }) => errors.length > 0).sort((a, b) => b.errors.length - a.errors.length || a.change.time - b.change.time || byText(a.change.commit, b.change.commit)).slice(0, MOST_WORST).map(({ change: { commit: commit2, time, subject }, errors }) => ({
    commit: commit2,
    time,
    subject,
    errors: errors.length,
    what: kindsOf(errors),
    message: errors[0]?.message ?? ""
  }));
}
function kindsOf(errors) {
  const kinds = /* @__PURE__ */ new Map();
  for (const { code, environment } of errors) {
    const key = JSON.stringify([code, environment]);
    kinds.set(key, { code, environment, findings: (kinds.get(key)?.findings ?? 0) + 1 });
  }
  return [...kinds.values()].sort((a, b) => b.findings - a.findings || byText(a.code, b.code) || byText(a.environment, b.environment));
}

// src/backtest-period.ts
var DATE = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?$/;
var DAY = 86400;
function lookBack({ since, until }, history, now, newest) {
  const end = until === null ? now : Math.min(now, momentOf("--until", until, now, DAY - 1));
  const start = since === null ? Math.min(end, newest) - history : momentOf("--since", since, now, 0);
  if (start >= end) {
    throw new UserError("usage", `there is nothing between ${isoDate(start)} and ${isoDate(end)}`, { help: "Let --since name an earlier day than --until." });
  }
  return { since: start, until: end };
}
function momentOf(option, text3, now, intoDay) {
  const ago = parseDuration(text3);
  if (ago !== null) return now - ago;
  const match = DATE.exec(text3);
  const time = match?.[4] ?? "";
  const zone = /[Z+-]/.test(time.slice(1)) ? "" : "Z";
  const milliseconds = match === null ? Number.NaN : Date.parse(time === "" ? `${text3}T00:00:00Z` : `${text3}${zone}`);
  const real = !Number.isNaN(milliseconds) && Number(match?.[3]) <= new Date(Date.UTC(Number(match?.[1]), Number(match?.[2]), 0)).getUTCDate();
  if (real) return Math.floor(milliseconds / 1e3) + (time === "" ? intoDay : 0);
  throw new UserError("usage", `${option} is a date such as \`2025-01-31\`, or a duration such as \`90d\`, not \`${text3}\``, { help: `Write ${option} 2025-01-31.` });
}

// src/edges/backtest/journal.ts
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
var MOST_AGE = 30 * 24 * 60 * 60 * 1e3;
function openJournal(file, { fresh }) {
  return writing(file, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 448 });
    const text3 = fresh || !existsSync(file) ? "" : readFileSync(file, "utf8");
    if (fresh) writeFileSync(file, "", { mode: 384 });
    else if (text3 !== "" && !text3.endsWith("\n")) appendFileSync(file, "\n");
    forgetOld(file);
    const append = (line) => writing(file, () => appendFileSync(file, `${line}
`, { mode: 384 }));
    return { file, lines: text3.split("\n").filter((line) => line !== ""), append };
  });
}
function forgetOld(file) {
  const folder = dirname(file);
  const family = basename(file).replace(/[0-9a-f]{16}\.jsonl$/, "");
  if (family === basename(file)) return;
  for (const name of readdirSync(folder)) {
    const other = join(folder, name);
    if (!name.startsWith(family) || !/^[0-9a-f]{16}\.jsonl$/.test(name.slice(family.length)) || other === file) continue;
    if (Date.now() - (statSync(other, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > MOST_AGE) rmSync(other, { force: true });
  }
}
function writing(file, job) {
  try {
    return job();
  } catch (error) {
    throw new UserError("usage", `cannot keep the state of this run in \`${file}\`: ${systemMessage(error)}`, {
      help: "Let XDG_CACHE_HOME name a folder that can be written, or run without keeping the state: --no-resume."
    });
  }
}

// src/gate/replay-judge.ts
async function judgeCommit({ commit: commit2, time, survey: survey2, revisions }, policy, rendering, promotionsOf) {
  const today = isoDate(time);
  const drafts = [];
  const drift = { added: 0, removed: 0 };
  const applications = survey2.discovery.applications.filter(({ overlays }) => overlays.some((overlay) => survey2.judged.has(overlay)));
  const { promotions, drafts: promoted, rollbacks, trials } = promotionsOf(applications, survey2, time);
  const existingDrift = onlyRollbacks(changedRenders({ survey: survey2, rendering }), rollbacks) ? "warn" : policy.existingDrift;
  for (const application of applications) {
    const effort = judgingEffort(policy);
    const now = judgeParity(application, "head", survey2, rendering, policy, effort);
    const then = judgeParity(application, "before", survey2, rendering, policy, effort);
    drafts.push(...markExisting(now, new Set(then.map(({ identity }) => identity)), { existingDrift }));
    const known = comparable(application, survey2, rendering);
    const [here, there] = [placesOf(now, known), placesOf(then, known)];
    drift.added += without(here, there);
    drift.removed += without(there, here);
    const failures = effort.spent() ? unjudged(application, survey2, rendering, tooMuchWork(policy)) : headFailures(application, survey2, rendering);
    for (const [overlay, failure] of failures) {
      const sited = survey2.at(overlay, "head");
      if (sited !== null) drafts.push(await failureDraft(sited, failure, null));
    }
  }
  drafts.push(...promoted, ...removedDrafts(survey2.discovery));
  const findings = waive(drafts, applications, survey2, revisions, policy, today);
  const told = findings.filter(({ level }) => level !== "notice");
  const existing = told.filter((each) => each.existing && each.waiver === null);
  return {
    commit: commit2.id,
    time,
    author: commit2.author,
    subject: commit2.subject,
    promotions,
    findings: told.filter((each) => !each.existing).toSorted(byFinding).map(kept),
    existing: { errors: existing.filter(({ level }) => level === "error").length, warnings: existing.filter(({ level }) => level === "warning").length },
    broken: survey2.discovery.applications.flatMap(({ overlays }) => overlays.filter((overlay) => isBroken(overlay, survey2, rendering))).length,
    drift,
    trials
  };
}
function isBroken(overlay, survey2, rendering) {
  return survey2.changed.has(overlay) && failsAt("head", overlay, survey2, rendering) && !failsAt("before", overlay, survey2, rendering);
}
function failsAt(revision, overlay, survey2, rendering) {
  const sited = survey2.at(overlay, revision);
  return sited !== null && rendering.of(sited.closure)?.kind === "failed";
}
function waive(drafts, applications, survey2, revisions, policy, today) {
  const comments = commentWaivers(revisions, survey2, policy);
  const source = { source: (overlay) => survey2.at(overlay, "head") ?? survey2.at(overlay, "before"), changed: /* @__PURE__ */ new Set() };
  const located = comments.length === 0 ? drafts.map((draft) => draft.finding) : attribute(drafts, source);
  const all = survey2.discovery.applications.map(({ name }) => name);
  const { findings } = applyWaivers(located, { policy: policy.waivers, comments, today, judged: applications.map(({ name }) => name), applications: all });
  return findings.filter(({ code }) => !code.startsWith("waiver-"));
}
function kept(each) {
  const { code, level, application, environment, variant, against, resource, path, waiver } = each;
  return { code, level, application, environment, variant, against, resource, path, message: wordsOf(each).message, waived: waiver !== null };
}
function comparable(application, survey2, rendering) {
  const failed = application.overlays.filter((overlay) => ["before", "head"].some((revision) => failsAt(revision, overlay, survey2, rendering)));
  return ({ environment, variant, against }) => !failed.some((overlay) => overlay.environment === against || overlay.environment === environment && overlay.variant === variant);
}
function placesOf(judged, known) {
  const drift = judged.map(({ draft }) => draft.finding).filter((each) => isDrift(each.code) && known(each));
  return new Set(drift.map(({ code, environment, variant, against, resource, path }) => JSON.stringify([code, environment, variant, against, resource, path])));
}
function without(places, others) {
  return [...places].filter((place) => !others.has(place)).length;
}

// src/gate/replay-ledger.ts
function createReplayLedger(older) {
  const places = /* @__PURE__ */ new Map();
  const readings = /* @__PURE__ */ new Map();
  let first = null;
  const read = (image, key, environment) => {
    const name = `${keyText(key)} ${environment.name} ${image}`;
    const known = readings.get(name) ?? soughtImage(image, key, environment);
    readings.set(name, known);
    return known;
  };
  const observe = (moment, observed) => {
    first ??= moment;
    for (const { overlay, pins } of observed) {
      const name = placeName(overlay);
      const place = places.get(name) ?? { observations: [], earlier: older && moment === first, images: /* @__PURE__ */ new Set(), last: null };
      places.set(name, place);
      if (pins === null) continue;
      const text3 = JSON.stringify(pins);
      if (text3 === place.last) continue;
      place.last = text3;
      place.observations.push({ moment, pins: pins.map((pin) => ({ ...pin, overlay, path: [], field: [] })) });
      for (const { image } of pins) place.images.add(image);
    }
  };
  const of = (application, environments, key, since) => {
    const answers = /* @__PURE__ */ new Map();
    const staysIn = (image, overlay) => {
      const place = places.get(placeName(overlay));
      const environment = environments.find(({ name }) => name === overlay.environment);
      if (place === void 0 || environment === void 0) return [];
      for (const reading of environments.map((each) => read(image, key, each))) {
        if (![...place.images].some((other) => isSought(reading, read(other, key, environment)))) continue;
        const begin = Math.max(0, place.observations.findLastIndex(({ moment }) => moment.time <= since));
        const observations = place.observations.slice(begin);
        const stays2 = staysOf(reading, { observations, earlier: begin > 0 || place.earlier, key, environment });
        if (stays2.length > 0) return stays2;
      }
      return [];
    };
    const stays = (image) => {
      const known = answers.get(image);
      if (known !== void 0) return known;
      const found2 = application.overlays.map((overlay) => [overlay, staysIn(image, overlay)]);
      const answer = new Map(found2.filter(([, own]) => own.length > 0));
      answers.set(image, answer);
      return answer;
    };
    const start = first?.time ?? since;
    return { stays, limit: start < since ? since : older ? start : null };
  };
  return { observe, of };
}
function placeName({ application, environment, variant }) {
  return JSON.stringify([application, environment, variant]);
}
function keyText(key) {
  return key.kind === "regex" ? `/${key.source}/` : key.kind;
}

// src/gate/replay-promotions.ts
var COMMIT_IN_TAG = { kind: "regex", source: "(?:^|[-._])([0-9a-f]{7,40})$" };
function triedKeys(own) {
  const keys = [{ kind: "digest" }, { kind: "tag" }, ...own.kind === "regex" ? [own] : [], COMMIT_IN_TAG];
  return [...new Map(keys.map((key) => [keyText(key), key])).values()];
}
function createReplayPromotions(policy, pins, ledger) {
  const own = keyText(policy.promotionKey);
  return (applications, survey2, time) => {
    const environments = survey2.discovery.environments.map((environment) => ({ ...environment, evidence: "declared" }));
    const declared = { ...survey2, discovery: { ...survey2.discovery, environments } };
    const today = isoDate(time);
    const changed = applications.filter(({ overlays }) => overlays.some((overlay) => survey2.changed.has(overlay))).map((application) => ({ application, pinned: pinnedOverlays(application, declared, pins), live: liveRevision(application, survey2) }));
    const promotions = [];
    const drafts = [];
    const rollbacks = [];
    const trials = [];
    for (const key of triedKeys(policy.promotionKey)) {
      const entered = [];
      for (const { application, pinned, live } of changed) {
        const known = ledger.of(application, environments, key, time - policy.history);
        const decided = decidePromotions(pinned, { ...policy, promotionKey: key }, { live, today, now: time, ledger: known, reports: null });
        if (keyText(key) === own) {
          promotions.push(...decided.promotions);
          drafts.push(...decided.drafts);
          rollbacks.push(...decided.rollbacks);
        }
        entered.push(...byImage(decided.promotions).map((promotion) => ({ promotion, application, ledger: known })));
      }
      trials.push(...trialsOf(keyText(key), entered, environments, time));
    }
    return { promotions: promotions.toSorted(byPromotion), drafts, rollbacks, trials };
  };
}
function liveRevision({ overlays }, { at }) {
  return overlays.flatMap((overlay) => at(overlay, "live")?.tree.revision ?? [])[0] ?? "";
}
var LIVE = /* @__PURE__ */ new Set(["live", "soaking", "unproven", "suspect"]);
function trialsOf(key, entered, environments, time) {
  return environments.flatMap(({ name }) => {
    const own = entered.filter(({ promotion: { overlay, decision } }) => overlay.environment === name && decision !== "exempt" && decision !== "denied");
    const asked = own.flatMap((each) => {
      const { mode, steps } = previousOverlays(each.promotion.overlay, each.application, environments);
      return steps.length === 0 ? [] : [{ ...each, mode, steps }];
    });
    if (asked.length === 0) return [];
    const identified = asked.filter(({ promotion }) => promotion.decision !== "unpinned");
    const histories = identified.map(({ promotion, ledger, mode, steps }) => {
      const stays = ledger.stays(promotion.to);
      return historyOf(steps.map(({ overlays }) => mergeStays(overlays.map((overlay) => stays.get(overlay) ?? []))), mode, time);
    });
    const live = histories.filter((each, index) => each.live && LIVE.has(identified[index]?.promotion.decision ?? "not-live"));
    return [{
      key,
      environment: name,
      entered: asked.length,
      identified: identified.length,
      found: histories.filter(({ found: found2 }) => found2).length,
      live: live.length,
      stays: live.flatMap(({ seconds }) => seconds === null ? [] : [seconds]).toSorted((a, b) => a - b)
    }];
  });
}
function historyOf(steps, mode, now) {
  const enough = (test) => mode === "any" ? steps.some(test) : steps.every(test);
  const longest = steps.flatMap((step) => step.toSorted((a, b) => lengthOf(b, now) - lengthOf(a, now)).slice(0, 1));
  const lengths = longest.map((stay) => lengthOf(stay, now));
  const known = longest.length > 0 && !longest.some(({ earlier }) => earlier);
  return {
    found: enough((step) => step.length > 0),
    live: enough((step) => step.some(({ until }) => until === null)),
    seconds: known ? mode === "any" ? Math.max(...lengths) : Math.min(...lengths) : null
  };
}

// src/gate/replay-survey.ts
function createSurveyor(start, policy, edges, treeFrom) {
  const reader = createKustomizationReader();
  const entries = new Map(start.entries);
  let tree = start;
  let stale = false;
  let revision = start.revision;
  let watched = null;
  const snapshot = () => {
    if (!stale && tree.revision === revision) return tree;
    tree = treeFrom(revision, new Map(entries));
    stale = false;
    return tree;
  };
  const apply = (commit2, changes) => {
    for (const { path, after } of changes) {
      if (after === null) entries.delete(path);
      else entries.set(path, after);
    }
    revision = commit2;
    stale = true;
  };
  const look = async (revisions) => {
    const found2 = await survey(revisions, policy, revisions.before === null, edges, { reader });
    const overlays = found2.discovery.applications.flatMap((application) => application.overlays);
    watched = new Set(overlays.flatMap((overlay) => found2.at(overlay, "head")?.closure.files.map(({ path }) => path) ?? []));
    return found2;
  };
  return {
    start: () => look({ head: snapshot(), before: null, live: null }),
    step: async (commit2, changes) => {
      const files = watched;
      const relevant = files === null || changes.some(({ path, before: before2, after }) => before2?.mode !== after?.mode || after?.mode === LINK_MODE || files.has(path) || isKustomizationFile(path));
      if (!relevant) {
        apply(commit2, changes);
        return null;
      }
      const before = snapshot();
      apply(commit2, changes);
      const revisions = { head: snapshot(), before, live: before };
      const survey2 = await look(revisions);
      return survey2.judged.size === 0 && survey2.discovery.removed.length === 0 ? null : { survey: survey2, revisions };
    },
    pass: (commit2, changes) => {
      apply(commit2, changes);
      watched = null;
    }
  };
}

// src/gate/replay.ts
var MOST_AT_ONCE = 12;
var MOST_WAITING = 200;
var NO_LIMIT = 1e9;
async function replay(request, edges) {
  const { known, began } = request;
  const policy = { ...request.policy, limits: { ...request.policy.limits, totalSeconds: NO_LIMIT } };
  let builders = null;
  const rendering = createRendering(policy, { ...edges, build: (...builds) => (builders ??= edges.builders()).build(...builds) });
  const pins = createPinBook(rendering, policy);
  const ledger = createReplayLedger(request.older);
  const surveyor = createSurveyor(request.start, policy, edges, edges.treeFrom);
  const changes = [];
  let environments = [];
  let waiting = [];
  const take = (record, moment, fresh) => {
    if (fresh) edges.keep(record);
    if (record.environments.length > 0) environments = record.environments;
    if (record.change !== null) changes.push(record.change);
    ledger.observe(moment, record.observed);
    edges.done(fresh);
  };
  const judgeWaiting = async () => {
    await rendering.ensure(waiting.flatMap(({ touched }) => touched === null ? [] : neededBuilds(touched.survey, pins)));
    for (const { id, time, touched } of waiting) {
      const moment = { commit: id, time, clock: "committed" };
      if (touched === null) {
        take({ commit: id, environments: [], change: null, observed: [] }, moment, true);
        continue;
      }
      const { survey: survey2, revisions } = touched;
      const own = resolveEnvironmentNames(policy, survey2.discovery.environments);
      if (own.inlineWaivers !== "false") await edges.prefetch(revisions.head, judgedFiles(survey2));
      const change = await judgeCommit(touched, own, rendering, createReplayPromotions(own, pins, ledger));
      const names = survey2.discovery.environments.map(({ name }) => name);
      const record = { commit: id, environments: names, change, observed: observedIn(survey2, [...survey2.changed], pins) };
      take(record, moment, true);
    }
    waiting = [];
    builders = null;
  };
  const first = known.get(began.commit) ?? await startingRecord();
  take(first, began, !known.has(began.commit));
  for (const commit2 of request.commits) {
    const { id, time } = commit2;
    const record = known.get(id);
    if (record !== void 0) {
      await judgeWaiting();
      surveyor.pass(id, commit2.changes);
      take(record, { commit: id, time, clock: "committed" }, false);
      continue;
    }
    const looked = await surveyor.step(id, commit2.changes);
    waiting.push({ id, time, touched: looked === null ? null : { commit: commit2, time, ...looked } });
    if (waiting.filter(({ touched }) => touched !== null).length >= MOST_AT_ONCE || waiting.length >= MOST_WAITING) await judgeWaiting();
  }
  await judgeWaiting();
  return { changes, environments, builds: rendering.builds() };
  async function startingRecord() {
    const survey2 = await surveyor.start();
    const overlays = survey2.discovery.applications.flatMap((application) => application.overlays);
    for (let at = 0; at < overlays.length; at += MOST_AT_ONCE) {
      const some = overlays.slice(at, at + MOST_AT_ONCE);
      await rendering.ensure(some.flatMap((overlay) => survey2.at(overlay, "head") ?? []));
      observedIn(survey2, some, pins);
    }
    builders = null;
    const names = survey2.discovery.environments.map(({ name }) => name);
    return { commit: began.commit, environments: names, change: null, observed: observedIn(survey2, overlays, pins) };
  }
}
function neededBuilds(survey2, pins) {
  const compared = [...survey2.judged].flatMap((overlay) => [survey2.at(overlay, "head") ?? [], survey2.at(overlay, "before") ?? []].flat());
  const touched = survey2.discovery.applications.filter(({ overlays }) => overlays.some((overlay) => survey2.changed.has(overlay)));
  const pinned = touched.flatMap(
    ({ overlays }) => overlays.flatMap((overlay) => ["head", "live"].flatMap((revision) => survey2.at(overlay, revision) ?? []))
  );
  return [...compared, ...pinned.filter((sited) => pins.of(sited) === void 0)];
}
function observedIn(survey2, overlays, pins) {
  return overlays.map((overlay) => {
    const sited = survey2.at(overlay, "head");
    const found2 = sited === null ? [] : pins.of(sited) ?? null;
    const { application, environment, variant, path } = overlay;
    const kept2 = found2?.map(({ resource: { group, version, kind, namespace, name }, container, image }) => ({ resource: { group, version, kind, namespace, name }, container, image }));
    return { overlay: { application, environment, variant, path }, pins: kept2 ?? null };
  });
}

// src/policy-today.ts
import { existsSync as existsSync2, readFileSync as readFileSync2 } from "node:fs";
import { join as join2 } from "node:path";
function readPolicyToday({ inputs, settings }, root) {
  const files = { revision: "working tree", entries: /* @__PURE__ */ new Map(), text: (path) => textOf(join2(root, path)) };
  const { deciding, findings } = choosePolicies({ inputs, config: settings.config, trust: "head" }, { head: files, before: null, live: null });
  const [first] = findings.filter(({ level }) => level === "error");
  if (first === void 0) return deciding;
  const { message, help } = wordsOf(first);
  const place = first.location === null ? "" : `${first.location.file}:${first.location.line}: `;
  throw new UserError("config-invalid", `${place}${message}`, { help });
}
function textOf(file) {
  return existsSync2(file) ? readFileSync2(file, "utf8") : void 0;
}

// src/backtest.ts
async function runBacktest(run) {
  const folder = openRunFolder(tmpdir());
  try {
    const repository = await openRepository(run.directory, { token: run.settings.githubToken, serverUrl: null, temporary: folder.path });
    return await replayBranch(run, repository, folder.path);
  } finally {
    folder.remove();
  }
}
async function replayBranch(run, repository, temporary) {
  const { settings, now, say } = run;
  const policy = readPolicyToday(run, repository.root);
  const branch = settings.base ?? await repository.defaultBranch();
  const tip = branch === null ? null : await repository.resolve(branch);
  if (branch === null || tip === null) {
    const help = "Name the branch to replay, such as --base main.";
    throw new UserError("usage", branch === null ? "the default branch of this repository cannot be told" : `\`${branch}\` is no revision of this repository`, { help });
  }
  const [newest] = (await repository.history(tip, now)).commits;
  const { since, until } = lookBack(run.period, policy.history, now, newest?.committed ?? now);
  const history = await repository.history(tip, since);
  const times = heldTimes(history.commits, now);
  const timeOf = (commit2) => times.get(commit2)?.time ?? now;
  const oldest = history.commits.at(-1);
  if (oldest === void 0) throw new Error(`the history of ${tip} is empty`);
  const commits = history.commits.slice(0, -1).map((commit2) => ({ ...commit2, time: timeOf(commit2.id) })).filter(({ time }) => time <= until).toReversed();
  const kustomize = await findKustomize({ input: settings.kustomize, repository: repository.root, environment: run.environment, temporary, say });
  const journal = openJournal(stateFile(run.environment, oldest.id, policy, kustomize), { fresh: !run.resume });
  const known = knownIn(journal);
  const ahead = commits.filter(({ id }) => !known.has(id)).length;
  say(`replaying ${commits.length} commits of ${branch}${known.size > 0 && ahead < commits.length ? `, ${commits.length - ahead} of them known already` : ""}; state: ${journal.file}`);
  await repository.ensureCommits([oldest.id]);
  const progress = createProgress(ahead, "commits", run);
  let begun = false;
  const done = (fresh) => {
    if (fresh && begun) progress.step();
    begun ||= fresh;
  };
  const older = history.end === "look-back";
  const key = keyText(policy.promotionKey);
  const { changes, environments, builds } = await replay(
    { start: await repository.tree(oldest.id), began: times.get(oldest.id) ?? { commit: oldest.id, time: since, clock: "committed" }, commits, older, policy, known },
    {
      prefetch: repository.prefetch,
      treeFrom: repository.treeFrom,
      builders: createBuilders(repository, kustomize, temporary),
      outputs: keepOutputs(join3(temporary, "renders")),
      keep: (record) => journal.append(writeRecord(record)),
      done
    }
  );
  progress.end();
  const replayed = { commits: commits.length, from: commits[0]?.time ?? null, to: commits.at(-1)?.time ?? null, environments, key };
  return {
    branch,
    environments,
    key,
    older,
    kustomize: `${kustomize.version} (${kustomize.source})`,
    builds,
    changes,
    totals: totalsOf(changes, replayed)
  };
}
function createBuilders(repository, kustomize, temporary) {
  let folder = null;
  return () => {
    if (folder !== null) rmSync2(folder, { recursive: true, force: true, maxRetries: 3 });
    folder = mkdtempSync(join3(temporary, "batch-"));
    return createEdges({ repository, temporary: folder, say: () => void 0, find: () => Promise.resolve(kustomize) });
  };
}
function stateFile(environment, start, policy, kustomize) {
  const cache = environment["XDG_CACHE_HOME"] ?? "";
  const folder = cache.startsWith("/") ? cache : join3(environment["HOME"] ?? homedir(), ".cache");
  const ourselves = createHash("sha256").update(readFileSync3(fileURLToPath(import.meta.url))).digest("hex");
  const key = createHash("sha256").update(JSON.stringify([start, policy, kustomize.version, ourselves])).digest("hex");
  return resolve(folder, "parity-gate", `backtest-${key.slice(0, 16)}.jsonl`);
}
function knownIn(journal) {
  const records = journal.lines.flatMap((line) => readRecord(line) ?? []);
  return new Map(records.map((record) => [record.commit, record]));
}

// src/core/report/backtest-suggestion.ts
var HOUR3 = 3600;
function suggestionLines(suggestion, key, keys) {
  const { promotionKey, soak, met: met2, stays, existingDrift } = suggestion;
  const lines = [
    ...promotionKey === null ? [keys.some(({ found: found2 }) => found2 > 0) ? `  ${visible(key)} tells images apart as well as any key that was tried.` : "  No key that was tried finds any image in the environment before."] : [`  Under ${visible(promotionKey)}, ${found(promotionKey, keys)} images had run in the environment before; under ${visible(key)}, ${found(key, keys)}:`, "", `    promotion-key: ${yamlText(promotionKey)}`, ""],
    ...soakLines(soak, met2, stays),
    ...existingDrift === null ? [] : ["  Some changes were blocked only by drift that was there before; this makes it a warning until it is gone:", "", `    existing-drift: ${existingDrift}`]
  ];
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
function soakLines(soak, met2, stays) {
  if (soak === null) return [`  ${stays === 0 ? "No stay in an environment before is known" : `Only ${count(stays, "stay")} in an environment before ${stays === 1 ? "is" : "are"} known`}: too little to suggest a soak.`];
  const share = `${String(Math.floor((met2 ?? 0) * 100))} %`;
  if (soak === 0) return [`  No soak fits: only ${share} of the images had been live in the environment before for an hour.`];
  return [`  ${share} of the images had been live in the environment before for ${showDuration(soak)}:`, "", `    soak: ${String(soak / HOUR3)}h`, ""];
}
function found(key, keys) {
  const totals = keys.find((each) => each.key === key);
  return `${grouped(totals?.found ?? 0)} of ${grouped(totals?.entered ?? 0)}`;
}
function yamlText(text3) {
  return /^[a-z]+$/.test(text3) ? text3 : `'${visible(text3).replaceAll("'", "''")}'`;
}

// src/core/report/backtest-json.ts
var BACKTEST_SCHEMA = "parity-gate/backtest/v1";
function backtestJson(backtest2) {
  const { branch, environments, key, older, kustomize, changes, totals } = backtest2;
  const document = {
    schema: BACKTEST_SCHEMA,
    branch,
    environments,
    promotionKey: key,
    olderHistory: older,
    kustomize,
    changes: changes.map(changeOf2),
    totals: totalsOf2(totals, key)
  };
  return `${JSON.stringify(document, null, 2)}
`;
}
function changeOf2({ commit: commit2, time, author, subject, promotions, findings, existing, broken, drift }) {
  const verdict = existing.errors > 0 || findings.some(({ level, waived }) => level === "error" && !waived) ? "fail" : "pass";
  return { commit: commit2, time: isoTime(time), author, subject, verdict, promotions: promotions.map(promotionOf2), findings, existing, broken, drift };
}
function promotionOf2({ overlay, resource, container, image, from, to, decision, code, evidence }) {
  const { application, environment, variant } = overlay;
  return { application, environment, variant, resource, container, image, from, to, decision, code, evidence };
}
function totalsOf2(totals, key) {
  const { from, to, worst, suggestion, ...rest } = totals;
  return {
    from: from === null ? null : isoTime(from),
    to: to === null ? null : isoTime(to),
    ...rest,
    worst: worst.map((each) => ({ ...each, time: isoTime(each.time) })),
    suggestion: { ...suggestion, policy: suggestionLines(suggestion, key, totals.keys).filter((line) => line.startsWith("    ")).map((line) => line.trim()) }
  };
}

// src/core/report/backtest.ts
var LONGEST_SUBJECT = 72;
var LONGEST_MESSAGE = 160;
var KINDS_SHOWN = 4;
var DECISIONS2 = [
  ["live", "live in the environment before"],
  ["superseded", "was live there, replaced since"],
  ["rollback", "went back to what ran here"],
  ["fan-out", "live in another variant"],
  ["introduced", "new to the application"],
  ["first-environment", "first environment"],
  ["exempt", "exempt"],
  ["soaking", "not live there for long enough"],
  ["same-change", "entered both in one change"],
  ["not-live", "never live there"],
  ["unproven", "nothing shows that it was live"],
  ["unpinned", "nothing identifies it"],
  ["suspect", "was rolled back before"],
  ["denied", "on the deny list"]
];
function backtestText(backtest2, { color }) {
  const bold = color ? (text3) => `\x1B[1m${text3}\x1B[0m` : (text3) => text3;
  const { totals } = backtest2;
  const blocks = [
    headLines(backtest2, bold),
    block(bold, "Images that entered an environment", decisionRows(totals, backtest2.environments)),
    block(bold, `How long they had been live in the environment before (${visible(totals.soakKey)})`, soakRows(totals.soak)),
    unknownLine(totals.soak, backtest2.older),
    block(bold, "Drift between neighbouring environments, by month", driftRows(totals)),
    worstBlock(totals.worst, bold),
    block(bold, "What could identify an image", keyRows(totals, backtest2.key)),
    [bold("The policy that would have fitted"), ...suggestionLines(totals.suggestion, backtest2.key, totals.keys)].join("\n")
  ];
  return blocks.filter((each) => each !== "").join("\n\n");
}
function headLines({ branch, totals, builds, kustomize, older, key }, bold) {
  const { from, to, commits, changes, blocked } = totals;
  const span = from === null || to === null ? "" : `, ${isoDate(from)} to ${isoDate(to)}`;
  const built = builds === 0 ? "" : ` \xB7 ${count(builds, "build")} with kustomize ${visible(kustomize ?? "")}`;
  const share = changes === 0 ? "" : ` (${percent(blocked.changes / changes)})`;
  const why = [
    ...blocked.promotion > 0 ? [`${grouped(blocked.promotion)} by promotion`] : [],
    ...blocked.drift > 0 ? [`${grouped(blocked.drift)} by new drift`] : [],
    ...blocked.render > 0 ? [`${grouped(blocked.render)} by what could not be rendered${brokeIt(blocked)}`] : [],
    ...blocked.existingOnly > 0 ? [`${grouped(blocked.existingOnly)} only by drift that was there before`] : []
  ];
  return [
    bold(`${visible(branch)}${span}: ${count(commits, "commit")}, ${grouped(changes)} of them ${changes === 1 ? "touches" : "touch"} an overlay`),
    `${bold(`${grouped(blocked.changes)} of ${count(changes, "change")} would have been blocked${share}`)}${why.length === 0 ? "" : `: ${why.join(", ")}`}`,
    `judged by the policy of today, promotion key ${visible(key)}${older ? ", on what is known since the first commit" : ""}${built}`
  ].join("\n");
}
function brokeIt({ render, broke }) {
  if (broke === render) return "";
  return broke === 0 ? " (broken before)" : ` (${grouped(broke)} of them broke it)`;
}
function decisionRows({ decisions }, ladder) {
  const entered = new Set(decisions.map(({ environment }) => environment));
  const columns = [...ladder.filter((name) => entered.has(name)), ...[...entered].filter((name) => !ladder.includes(name))];
  const of = (environment, decision) => decisions.find((each) => each.environment === environment && each.decision === decision)?.promotions ?? 0;
  const rows = DECISIONS2.flatMap(([decision, label]) => {
    const cells = columns.map((environment) => of(environment, decision));
    return cells.every((cell) => cell === 0) ? [] : [[label, decision, ...cells.map((cell) => cell === 0 ? "\xB7" : grouped(cell))]];
  });
  return rows.length === 0 ? [] : [["", "", ...columns], ...rows];
}
function soakRows(soak) {
  const rows = soak.flatMap(({ environment, promotions, percentiles, underHour, underDay }) => {
    if (percentiles === null) return [];
    const { p10, p25, median, p75, p90 } = percentiles;
    const name = environment === null ? "all" : `before ${environment}`;
    return [[name, grouped(promotions), ...[p10, p25, median, p75, p90].map(showDuration), percent(underHour), percent(underDay)]];
  });
  return rows.length === 0 ? [] : [["", "images", "p10", "p25", "median", "p75", "p90", "< 1 h", "< 24 h"], ...rows];
}
function unknownLine(soak, older) {
  const unknown = soak.filter(({ environment }) => environment !== null).reduce((sum, each) => sum + each.unknown, 0);
  if (unknown === 0) return "";
  const why = older ? ": they were there already at the first commit; `--since` an earlier date shows more" : "";
  return `  not counted: ${count(unknown, "image")} of which nobody knows since when${why}`;
}
function driftRows({ drift }) {
  const told = drift.filter(({ added, removed }) => added > 0 || removed > 0);
  return told.length === 0 ? [] : [["", "added", "removed"], ...told.map(({ month, added, removed }) => [month, grouped(added), grouped(removed)])];
}
function worstBlock(worst, bold) {
  if (worst.length === 0) return "";
  const lines = worst.flatMap(({ commit: commit2, time, subject, errors, what, message }) => {
    const kinds = what.slice(0, KINDS_SHOWN).map(({ code, environment, findings }) => `${grouped(findings)} ${code}${environment === "" ? "" : ` in ${visible(environment)}`}`);
    const rest = what.length - kinds.length;
    return [
      `  ${shortRevision(commit2)}  ${isoDate(time)}  ${count(errors, "error").padEnd(10)}  ${shortened(subject, LONGEST_SUBJECT)}`,
      `    ${kinds.join(", ")}${rest > 0 ? ` and ${grouped(rest)} more` : ""}`,
      `    ${what.length === 1 && errors === 1 ? "" : "first: "}${shortened(message.replaceAll("`", ""), LONGEST_MESSAGE)}`
    ];
  });
  return [bold(worst.length === 1 ? "The worst commit" : `The ${grouped(worst.length)} worst commits`), ...lines].join("\n");
}
function keyRows({ keys }, own) {
  if (keys.every(({ entered }) => entered === 0)) return [];
  const rows = keys.map(({ key, entered, identified, found: found2 }) => [
    key === own ? `${key} (the policy's)` : key,
    grouped(entered),
    grouped(identified),
    `${grouped(found2)}${entered === 0 ? "" : ` (${percent(found2 / entered)})`}`
  ]);
  return [["", "images", "identified", "ran in the environment before"], ...rows];
}
function block(bold, heading, rows) {
  if (rows.length === 0) return "";
  const shown = rows.map((row2) => row2.map(visible));
  const columns = Math.max(...shown.map((row2) => row2.length));
  const widths = Array.from({ length: columns }, (_none, column) => Math.max(...shown.map((row2) => [...row2[column] ?? ""].length)));
  const lines = shown.map(
    (row2) => row2.map((cell, column) => {
      const room = " ".repeat((widths[column] ?? 0) - [...cell].length);
      return column === 0 || /^[a-z-]+$/.test(cell) && column === 1 ? cell + room : room + cell;
    })
  );
  return [bold(heading), ...lines.map((cells) => `  ${cells.join("  ")}`.trimEnd())].join("\n");
}
function shortened(text3, longest) {
  const letters = [...visible(text3)];
  return letters.length <= longest ? letters.join("") : `${letters.slice(0, longest - 1).join("").trimEnd()}\u2026`;
}
function percent(share) {
  const hundredths = share * 100;
  if (hundredths > 0 && hundredths < 1) return "< 1 %";
  return `${String(hundredths > 99 && hundredths < 100 ? 99 : Math.round(hundredths))} %`;
}

// src/commands/exit-status.ts
var PASS = 0;
var FAIL = 1;
var USAGE = 2;

// src/commands/options.ts
import { resolve as resolve2 } from "node:path";
import { parseArgs } from "node:util";
var OWN_OPTIONS = {
  repo: { type: "string" },
  head: { type: "string" },
  all: { type: "boolean" },
  format: { type: "string" },
  output: { type: "string" },
  "no-color": { type: "boolean" },
  quiet: { type: "boolean" },
  since: { type: "string" },
  until: { type: "string" },
  shards: { type: "string" },
  "no-resume": { type: "boolean" },
  help: { type: "boolean", short: "h" }
};
var SWITCHES = ["report-only", "enable-helm"];
function readOptions(args) {
  const inputs = Object.fromEntries(
    INPUTS.map(({ name }) => [name, SWITCHES.includes(name) ? { type: "boolean" } : { type: "string", multiple: true }])
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { ...inputs, ...OWN_OPTIONS }, allowPositionals: true });
    const own = {};
    const raw = {};
    for (const [name, value] of Object.entries(values)) {
      if (Object.hasOwn(OWN_OPTIONS, name)) own[name] = Array.isArray(value) ? void 0 : value;
      else raw[name] = Array.isArray(value) ? value.join("\n") : String(value);
    }
    return { own, inputs: raw, words: positionals };
  } catch (error) {
    throw new UserError("usage", error instanceof Error ? error.message.split("\n")[0] ?? "" : String(error), { help: "`parity-gate --help` lists the options." });
  }
}
function refuseWords(command, words, help) {
  if (words.length > 0) throw new UserError("usage", `\`${command}\` takes no argument, but got \`${words.join(" ")}\``, { help });
}
function repositoryFolder(own, { workingDirectory }, { directory }) {
  return resolve2(directory, text2(own["repo"]) ?? workingDirectory);
}
function text2(value) {
  return typeof value === "string" ? value : null;
}

// src/commands/output.ts
import { writeFile } from "node:fs/promises";
import { resolve as resolve3 } from "node:path";
function formatOf(own) {
  const format = own["format"] ?? "text";
  if (format === "text" || format === "json") return format;
  throw new UserError("usage", `--format is \`text\` or \`json\`, not \`${String(format)}\``, { help: "Use --format json." });
}
function colorOf(own, terminal2) {
  return terminal2.color && own["no-color"] !== true && own["output"] === void 0;
}
function voiceOf(own, terminal2) {
  if (own["quiet"] === true) return { say: () => void 0, show: null };
  return { say: (line) => terminal2.stderr(`${line}
`), show: terminal2.show };
}
function shownReport(report, format, own, terminal2) {
  return format === "json" ? reportJson(report) : `${terminalReport(report, { color: colorOf(own, terminal2), quiet: own["quiet"] === true })}
`;
}
async function deliver(own, terminal2, shown) {
  const output = text2(own["output"]);
  if (output === null) terminal2.stdout(shown);
  else await writeOutput(resolve3(terminal2.directory, output), shown);
}
function print(terminal2, shown) {
  terminal2.stdout(shown.endsWith("\n") ? shown : `${shown}
`);
}
async function writeOutput(file, shown) {
  try {
    await writeFile(file, shown);
  } catch (error) {
    throw new UserError("usage", `cannot write \`${file}\`: ${systemMessage(error)}`, { help: "Name a file in an existing folder with --output." });
  }
}

// src/commands/start.ts
function startOf({ own, inputs }, settings, terminal2) {
  const { environment } = terminal2;
  return { directory: repositoryFolder(own, settings, terminal2), inputs, settings, environment, now: presentTime(), ...voiceOf(own, terminal2) };
}

// src/commands/backtest.ts
async function backtest(options, terminal2) {
  const { own, inputs, words } = options;
  refuseWords("backtest", words, "Name dates with --since and --until.");
  const format = formatOf(own);
  const settings = requireSettings(inputs);
  const period = { since: text2(own["since"]), until: text2(own["until"]) };
  const found2 = await runBacktest({ ...startOf(options, settings, terminal2), period, resume: own["no-resume"] !== true });
  await deliver(own, terminal2, format === "json" ? backtestJson(found2) : `${backtestText(found2, { color: colorOf(own, terminal2) })}
`);
  return PASS;
}

// src/commands/check.ts
import { tmpdir as tmpdir2 } from "node:os";

// src/chosen-trees.ts
async function chooseTrees(repository, { base, head, everything }) {
  const named = async (revision) => {
    const commit2 = await repository.resolve(revision);
    if (commit2 !== null) return commit2;
    throw new UserError("usage", `\`${revision}\` is no revision of this repository`, { help: "Give a commit id, a branch or a tag; `git log` shows them." });
  };
  const [headCommit, baseCommit] = await together([head === null ? repository.head() : named(head), base === null ? null : named(base)]);
  const readHead = () => head === null ? repository.workingTree() : repository.tree(headCommit);
  const readBefore = async () => {
    const before2 = baseCommit ?? await mergeBaseWithDefault(headCommit, repository);
    await repository.ensureCommits([before2]);
    const tree = await repository.tree(before2);
    if (head === null) await repository.prefetch(tree, indexedFiles(tree));
    return tree;
  };
  const [headTree, before] = await together([readHead(), base === null && everything ? null : readBefore()]);
  return { revisions: { head: headTree, before, live: before }, published: headTree };
}
async function mergeBaseWithDefault(head, repository) {
  const branch = await repository.defaultBranch();
  const tip = branch === null ? null : await repository.resolve(branch);
  if (tip !== null) return repository.mergeBase(tip, head);
  throw new UserError("usage", "the default branch of this repository cannot be told", {
    help: "Say what to compare with, such as --base main, or judge everything with --all."
  });
}

// src/commands/check.ts
async function check(options, terminal2) {
  const { own, inputs, words } = options;
  refuseWords("check", words, "Name revisions with --base and --head.");
  const format = formatOf(own);
  const reading = readSettings(inputs);
  const everything = own["all"] === true;
  const report = reading.kind === "invalid" ? failedReport(reading.findings, false) : await runIn({
    ...startOf(options, reading.settings, terminal2),
    trust: everything ? "head" : "before",
    everything,
    workflow: null,
    serverUrl: null,
    temporary: tmpdir2(),
    trees: (repository) => chooseTrees(repository, { base: reading.settings.base, head: text2(own["head"]), everything })
  });
  await deliver(own, terminal2, shownReport(report, format, own, terminal2));
  return exitStatus(report);
}
function exitStatus(report) {
  if (isAccepted(report)) return PASS;
  return report.findings.some(({ code, level }) => code === "config-invalid" && level === "error") ? USAGE : FAIL;
}

// src/core/report/explanation.ts
var PAIR = { application: "apps/shop", environment: "prod", against: "staging" };
function exampleDigest(start) {
  return `sha256:${start.padEnd(64, "0")}`;
}

// src/core/report/explain-builds.ts
var RENDERING = { theme: "rendering", level: "error" };
var COVERAGE = { theme: "coverage" };
var NEVER = "It cannot be waived: what could not be judged is never a pass.";
var PLACE = { ...PAIR, against: null, location: lineLocation("apps/shop/overlays/prod/kustomization.yaml", 4) };
var BUILD_EXPLANATIONS = {
  "render-failed": {
    ...RENDERING,
    meaning: "`kustomize build` failed for an overlay. The message has kustomize's own words.",
    why: "An overlay that does not build cannot be deployed, and nothing can be said about it. The other overlays are judged all the same.",
    lines: `# apps/shop/overlays/prod/kustomization.yaml
resources:
  - ../../base
pacthes:                         # a slip of the fingers
  - path: replicas.yaml`,
    finding: finding("render-failed", "error", { reason: 'invalid Kustomization: json: unknown field "pacthes"', limit: null }, PLACE),
    mend: "Run `kustomize build` on the overlay; it fails in the same way. Files that are not in the repository, such as a git-ignored `.env`, can be stood in for by `placeholders` in the policy file.",
    allow: `${NEVER} An overlay that is only a template can be left out with \`exclude\`.`
  },
  "render-timeout": {
    ...RENDERING,
    meaning: "A build took longer than `limits.build-seconds`.",
    why: "A build without an end would hold up every pull request.",
    lines: `# .github/parity-gate.yaml
limits:
  build-seconds: 120`,
    finding: finding("render-timeout", "error", { reason: "kustomize did not end within 120 s", limit: "build-seconds" }, PLACE),
    mend: "Look for remote bases, for charts, and for many patches on many resources.",
    allow: "Raise `limits.build-seconds` in the policy file."
  },
  "render-blocked": {
    ...RENDERING,
    meaning: "An overlay needs what the gate refuses: a remote base, a Helm chart, a plugin, or a path outside of the repository. Or what it fetches from an allowed host leads on to another one, by a redirect or by bases, files and submodules of its own.",
    why: "A pull request must not make the gate run foreign programs, fetch from anywhere, or read files of the runner.",
    lines: `# apps/shop/overlays/prod/kustomization.yaml
resources:
  - github.com/example/manifests//shop?ref=v1`,
    finding: finding(
      "render-blocked",
      "error",
      {
        reason: "`github.com/example/manifests//shop?ref=v1` is a remote base; `allow-remote: github.com` would let it be fetched",
        limit: null
      },
      PLACE
    ),
    mend: "Copy what is needed into the repository.",
    allow: "`allow-remote: [github.com]` for hosts of remote bases, `enable-helm: true` for charts, `load-restrictor: none` for files outside of the folder. Plugins and paths out of the repository are never allowed."
  },
  "render-invalid": {
    ...RENDERING,
    meaning: "The build succeeded, but its output cannot be judged: two resources of one identity, no YAML, a resource without kind or name, or nothing at all.",
    why: "The cluster would take one of two resources of the same identity, and nobody can say which.",
    lines: `# two files of apps/shop/overlays/prod; of one API version, kustomize itself would refuse them
apiVersion: example.com/v1
kind: Fleet
metadata: {name: shop}
---
apiVersion: example.com/v2
kind: Fleet
metadata: {name: shop}`,
    finding: finding(
      "render-invalid",
      "error",
      { reason: "two resources have one identity: example.com/v1/Fleet/shop and example.com/v2/Fleet/shop", limit: null },
      PLACE
    ),
    mend: "Look at the output of `kustomize build` and correct what it names.",
    allow: NEVER
  },
  "limit-exceeded": {
    ...RENDERING,
    meaning: "A limit of the policy file was reached; the message names it.",
    why: "The gate runs on what strangers propose. Limits keep one pull request from taking the runner down.",
    lines: `# .github/parity-gate.yaml
limits:
  output-megabytes: 64`,
    finding: finding("limit-exceeded", "error", { reason: "kustomize printed more than 64 MB", limit: "output-megabytes" }, PLACE),
    mend: "Make the build smaller.",
    allow: "Raise the limit under `limits` in the policy file."
  },
  "history-unavailable": {
    ...RENDERING,
    meaning: "The gate needs commits of the history, such as the one to compare with, or those that say since when an image has been live, and can neither find nor fetch them. Where only a warning about a suspect image could depend on them, this is a warning, too.",
    why: "Without them nobody can say what the change changes, or whether an image has run where it must have run.",
    lines: `# a clone of one commit that has lost its origin
git clone --depth=1 https://github.com/acme/shop && cd shop
git remote remove origin`,
    finding: finding("history-unavailable", "error", {
      what: "commit `4d1f0a6b2c3d` is not in this repository, and it has no remote `origin` to fetch from",
      help: "Add the remote"
    }),
    mend: "Give the job `contents: read` and keep the `origin` remote. `fetch-depth: 0` in `actions/checkout` also helps. How far back the gate looks, `history` in the policy says.",
    allow: NEVER
  },
  "overlay-removed": {
    ...COVERAGE,
    level: "warning",
    meaning: "An overlay that was there before the change is gone or is no longer recognised as one. Its images still count as they were before.",
    why: "Renaming or deleting an overlay must not remove the judge without a word.",
    lines: "git mv apps/shop/overlays/prod apps/shop/overlays/production-old",
    finding: finding("overlay-removed", "warning", { path: "apps/shop/overlays/prod", why: "gone" }, { ...PAIR, against: null }),
    mend: "Nothing, if it is meant to go. If it moved, correct the patterns so that it is recognised again.",
    allow: "It does not fail."
  },
  "no-counterpart": {
    ...COVERAGE,
    level: "notice",
    meaning: "A variant, such as a region, has no partner in the other environment.",
    why: "It was compared with nothing.",
    lines: `apps/shop/overlays/staging/eu
apps/shop/overlays/staging/us
apps/shop/overlays/prod/eu
apps/shop/overlays/prod/asia`,
    finding: finding("no-counterpart", "notice", { path: "apps/shop/overlays/prod/asia" }, { ...PAIR, variant: "asia" }),
    mend: "Nothing, if the variant is meant to exist in one environment only. Otherwise name variants alike, or use `overlays` patterns.",
    allow: "It does not fail."
  },
  "unresolved-variable": {
    ...COVERAGE,
    level: "notice",
    meaning: "Values of an overlay hold `${\u2026}`, which Flux substitutes after the build. It is said once for each overlay.",
    why: "Two equal texts with a variable in them may become two different values in the cluster.",
    lines: `kind: Ingress
spec:
  rules:
    - host: shop.\${CLUSTER_DOMAIN}`,
    finding: finding("unresolved-variable", "notice", { variables: ["CLUSTER_DOMAIN"] }, { ...PAIR, against: null }),
    mend: "Put the values into the overlays where the gate should judge them.",
    allow: "It does not fail."
  },
  "no-overlays": {
    ...COVERAGE,
    level: "error",
    meaning: "Nothing in the repository was recognised as an overlay of an environment.",
    why: "A gate that judges nothing and is green is worse than none.",
    lines: `# .github/parity-gate.yaml
overlays:
  - app/{app}/overlays/{env}      # the folder is called apps`,
    finding: finding("no-overlays", "error", { looked: "12 kustomizations for `app/{app}/overlays/{env}`", help: "Correct `overlays`" }),
    mend: "Say where the overlays are with `overlays`, and which environments there are with `environments`.",
    allow: NEVER
  }
};

// src/core/report/explain-drift.ts
var THEME = { theme: "parity", level: "error" };
var BROKEN_BOUND = { axis: "ingress-host", bound: "^[a-z-]+\\.{env}\\.example\\.com$", value: "shop.staging.example.com" };
var FOREIGN_PATH = { what: "secret path", value: "kv/staging/shop", word: "staging", names: "staging" };
var DRIFT_EXPLANATIONS = {
  "drift-value": {
    ...THEME,
    meaning: "A field has one value in an environment and another one in the next, and no allowed axis covers the field. Of Secrets only the fact is shown, never a value.",
    why: "What staging tested is not what prod runs. Differences like this are made in a hurry, forgotten, and found during the next incident.",
    lines: `# apps/shop/overlays/staging/kustomization.yaml
configMapGenerator:
  - name: shop
    behavior: merge
    literals: [RATE_LIMIT=100]   # the base, and so prod, says 250`,
    finding: finding("drift-value", "error", { pairing: null, note: null }, {
      ...PAIR,
      resource: "v1/ConfigMap/shop",
      path: "/data/RATE_LIMIT",
      values: { staging: "100", prod: "250" }
    }),
    mend: "Give the field the same value in both environments. Best is to set it once, in the base or in a component that both use. Where the change wrote exactly one of the two lines, the attached diff gives that line the value of the other environment.",
    allow: "If environments are meant to differ there, add a custom axis to `allowed-axes` for the resource and the field; bound it with `values` where you can. For a limited time, write `# parity-gate: allow -- reason` on the line that causes it, or add a waiver with an owner and a date to the policy file."
  },
  "drift-missing-field": {
    ...THEME,
    meaning: "A field or a list item, such as a container, an environment variable or a memory limit, exists in only one of the two environments.",
    why: "Presence differences are the commonest real ones: a limit dropped in prod, a sidecar that was tried in staging and never promoted.",
    lines: `# apps/shop/overlays/prod/limits.yaml, a strategic merge patch
spec:
  template:
    spec:
      containers:
        - name: shop
          resources:
            limits:
              memory: null       # staging keeps the 512Mi of the base`,
    finding: finding("drift-missing-field", "error", { missingIn: "prod", pairing: "merge-key" }, {
      ...PAIR,
      resource: "apps/v1/Deployment/shop",
      path: "/spec/template/spec/containers/shop/resources/limits/memory",
      values: { staging: "512Mi", prod: null }
    }),
    mend: "Add the field where it is missing, or remove it where it is too much. List items pair by the keys that Kubernetes merges by; where the message says that they were paired by position, one item more shifts all that follow. The attached diff adds what this change brought to the other environment, where that has the same generator, or a patch of the same resource with the same parent, and no further neighbour would differ then; else it takes back what the change added or how it was deleted.",
    allow: "As for `drift-value`: a custom axis, an inline waiver, or a waiver in the policy file. No axis covers a whole container."
  },
  "drift-missing-resource": {
    ...THEME,
    meaning: "A resource exists in only one of the two environments.",
    why: "A NetworkPolicy, a PodDisruptionBudget or a CronJob that only prod has was tested nowhere; one that only staging has protects nothing.",
    lines: `# apps/shop/overlays/prod/kustomization.yaml
resources:
  - ../../base
  - deny-all.yaml                # a NetworkPolicy that staging does not list`,
    finding: finding("drift-missing-resource", "error", { missingIn: "staging" }, {
      ...PAIR,
      resource: "networking.k8s.io/v1/NetworkPolicy/deny-all",
      path: "",
      values: { staging: null, prod: "present" }
    }),
    mend: "Move the resource to the base, or list it in the other overlay too. Where it is the same resource under another name, give both the same name; prefixes and suffixes that an overlay declares are undone before pairing. The attached diff puts back the entry that this change took out, with the file where each environment has a copy of its own; else it takes back what the change added, or the patch that deletes it.",
    allow: "Add a custom axis for the resource with the path `''`: the empty path lets the resource itself exist on one side only."
  },
  "drift-image-repository": {
    ...THEME,
    meaning: "The image of a container differs in more than tag and digest: another registry, organisation or name.",
    why: "Another repository is another build. The built-in axis `image` lets tag and digest differ, because that is how images are promoted.",
    lines: `# apps/shop/overlays/prod/kustomization.yaml
images:
  - name: ghcr.io/acme/shop
    newName: ghcr.io/acme/shop-patched`,
    finding: finding("drift-image-repository", "error", {}, {
      ...PAIR,
      resource: "apps/v1/Deployment/shop",
      path: "/spec/template/spec/containers/shop/image",
      values: {
        staging: `ghcr.io/acme/shop:1.4.0@${exampleDigest("3f1d0c9a12ab")}`,
        prod: `ghcr.io/acme/shop-patched:1.4.1@${exampleDigest("9b2e77aa01cd")}`
      }
    }),
    mend: "Use one repository in both environments. The attached diff takes the name of the other one where this change wrote the name.",
    allow: "Add the axis `image-registry` to `allowed-axes` where images are copied between registries on the way (the last name must stay the same), or `image-repository` where all of it may differ."
  },
  "drift-secret-keys": {
    ...THEME,
    meaning: "The set of keys of a secret differs: of a Secret, a SealedSecret, an ExternalSecret or a SecretProviderClass. Where the values come from may differ (axis `secret-path`), which keys there are may not.",
    why: "A key that exists in staging only makes the application start there and crash in prod.",
    lines: `# apps/shop/overlays/staging/secret.yaml
kind: ExternalSecret
metadata: {name: shop}
spec:
  data:
    - secretKey: PAYMENT_TOKEN   # not in prod
      remoteRef: {key: kv/staging/shop, property: payment}`,
    finding: finding("drift-secret-keys", "error", { missingIn: "prod", key: "PAYMENT_TOKEN" }, {
      ...PAIR,
      resource: "external-secrets.io/v1/ExternalSecret/shop",
      path: "/spec/data/PAYMENT_TOKEN",
      values: { staging: "differs", prod: null }
    }),
    mend: "Add the key where it is missing, and the secret behind it, or remove it from both. The attached diff adds the item to the other environment's list, with that environment's name in the path of the secret. Keys of a plain Secret are never in a diff.",
    allow: "No axis covers the keys of a secret. A waiver in the policy file can let it through for a limited time."
  },
  "axis-bound": {
    ...THEME,
    meaning: "A field may differ, because a custom axis covers it, but its value breaks the bound that the axis sets with `values`.",
    why: "The bound says in what way environments may differ. A value outside of it is mostly a slip, such as a host name of another environment.",
    lines: `# .github/parity-gate.yaml
allowed-axes:
  - name: ingress-host
    resources: [Ingress]
    paths: [/spec/rules/*/host]
    values: '^[a-z-]+\\.{env}\\.example\\.com$'
# and prod's Ingress says  host: shop.staging.example.com`,
    finding: finding("axis-bound", "error", BROKEN_BOUND, {
      ...PAIR,
      against: null,
      resource: "networking.k8s.io/v1/Ingress/shop",
      path: "/spec/rules/0/host",
      values: { prod: "shop.staging.example.com" }
    }),
    mend: "Correct the value. `{env}` in a bound stands for the name and the aliases of the environment that is judged. Where the value only says the word of another environment, the attached diff puts the own one there.",
    allow: "Widen `values` of the axis, or write `# parity-gate: allow -- reason` on the line for a limited time."
  },
  "cross-environment-reference": {
    ...THEME,
    meaning: "An environment names another environment's secret path, namespace or environment label.",
    why: "Prod that reads staging's secrets, or is deployed into staging's namespace, looks fine in a review and breaks both.",
    lines: `# apps/shop/overlays/prod/secret.yaml
kind: ExternalSecret
spec:
  data:
    - secretKey: DB_PASSWORD
      remoteRef: {key: kv/staging/shop}   # copied and not changed`,
    finding: finding("cross-environment-reference", "error", FOREIGN_PATH, {
      ...PAIR,
      resource: "external-secrets.io/v1/ExternalSecret/shop",
      path: "/spec/data/DB_PASSWORD/remoteRef/key",
      values: { prod: "kv/staging/shop" }
    }),
    mend: "Point it to the environment's own. A word inside a segment counts only where the path does not name its own environment too, and where the value is not the same in every environment. The attached diff puts the environment's own word there.",
    allow: "Where the word is no environment of yours, list the environments explicitly. A waiver in the policy file can let a real case through for a limited time."
  }
};

// src/core/report/explain-images.ts
var THEME2 = { theme: "promotion", level: "error" };
var NEW = `ghcr.io/acme/shop:1.5.0@${exampleDigest("9b2e77aa01cd")}`;
var OLD = `ghcr.io/acme/shop:1.4.0@${exampleDigest("3f1d0c9a12ab")}`;
var ARGS = { container: "shop", image: NEW, previous: ["staging"] };
var PLACE2 = { ...PAIR, resource: "apps/v1/Deployment/shop", path: "/spec/template/spec/containers/shop/image" };
var IN_STAGING = {
  environment: "staging",
  variant: null,
  commit: "4d1f0a6be1d27d2d6f1f2c9e0d0a7d1f6c1b2a30",
  since: "2026-11-20T09:10:00Z",
  earlier: false,
  until: null,
  ended: null,
  clock: "merged"
};
var REPLACED = {
  ...IN_STAGING,
  since: "2026-11-10T08:30:00Z",
  until: "2026-11-14T10:00:00Z",
  ended: "7b90c1e2a4d27d2d6f1f2c9e0d0a7d1f6c1b2a30"
};
var PIN = `# apps/shop/overlays/prod/kustomization.yaml
images:
  - name: ghcr.io/acme/shop
    newTag: 1.5.0
    digest: sha256:9b2e77aa01cd\u2026`;
var IMAGE_EXPLANATIONS = {
  "image-not-live": {
    ...THEME2,
    meaning: "An image would enter an environment, and the environment before it neither runs it nor ran it, as far as the history was looked at (`history`). It is the same image when the digest is the same, whatever its tag or registry.",
    why: "What has run nowhere before is tested by its first users.",
    lines: `${PIN}   # staging runs 1.4.0`,
    finding: finding("image-not-live", "error", { ...ARGS, liveThere: [OLD] }, PLACE2),
    mend: "Roll the image out in the environment before, merge that, then promote it. Or pin what is live there; the message lists it. Where the `images:` entry has a short name, it stands in front: `kustomize edit set image shop=ghcr.io/acme/shop@sha256:\u2026`. The attached diff pins what is live there, where that is exactly one image of the repository.",
    allow: "Images that are no releases of yours (a service mesh, `busybox`) can be exempted with `exempt-images`. In an emergency, a waiver in the policy file that names the code `image-not-live` lets it through; inline waivers never do."
  },
  "image-same-change": {
    ...THEME2,
    meaning: "An image would enter an environment and the environment before it with the same change.",
    why: "Both are deployed at the same moment, so the first one proves nothing for the second.",
    lines: `# apps/shop/base/kustomization.yaml, used by staging and prod
images:
  - name: ghcr.io/acme/shop
    digest: sha256:9b2e77aa01cd\u2026`,
    finding: finding("image-same-change", "error", ARGS, PLACE2),
    mend: "Split the change: first the environment before, then this one. Where a base sets the image, pin it in each overlay with `images:`, so that it can move one environment at a time. The attached diff pins what this environment ran before the change.",
    allow: "Exempt the image with `exempt-images` if it is no release of yours."
  },
  "image-unpinned": {
    ...THEME2,
    level: "error; a warning in the first environment",
    meaning: "Nothing identifies the image. With `promotion-key: digest` it has no digest. With tag keys its tag floats (`latest`, `main`, `master`, `develop`, `edge`, `nightly`, `stable`, or none), nothing of it is left without the environment, the expression does not match, or it holds an unresolved `${\u2026}`.",
    why: "A tag can be moved. What was tested under it in staging need not be what prod pulls tomorrow.",
    lines: `# apps/shop/overlays/prod/kustomization.yaml
images:
  - name: ghcr.io/acme/shop
    newTag: latest`,
    finding: finding("image-unpinned", "error", { ...ARGS, image: "ghcr.io/acme/shop:latest", why: "it has no digest" }, PLACE2),
    mend: "Pin the digest next to the tag: `kustomize edit set image ghcr.io/acme/shop:1.5.0@sha256:\u2026`. Where the environment before runs the same tag with a digest, the attached diff adds that digest.",
    allow: "Where your tags are never moved, set `promotion-key: tag`, or a regular expression that takes the commit out of the tag. Or exempt the image with `exempt-images`."
  },
  "image-soaking": {
    ...THEME2,
    meaning: "The image is, or was, in the environment before, but not for as long as `soak` asks. The longest unbroken stay counts, finished or running, and only a change of that container itself ends one. Times are those of the merge or the push where GitHub tells them; else the committer's own clock, and then the message says that it is unproven.",
    why: "Leaks, nightly jobs and Monday mornings need time to show.",
    lines: `# .github/parity-gate.yaml
soak:
  prod: 24h`,
    finding: finding(
      "image-soaking",
      "error",
      { ...ARGS, soaked: 11400, required: 86400, until: "2026-11-21T09:10:00Z", proof: IN_STAGING },
      PLACE2
    ),
    mend: "Run the job again after the time that the message names: `gh run rerun RUN_ID --failed`; there is nothing to push. Where the image is no longer there, no time is promised: roll it out there again.",
    allow: "`soak` of the environment in the policy file says how long. Going back to what ran here before never has to soak. A waiver in the policy file that names the code `image-soaking` lets one change through."
  },
  "image-denied": {
    ...THEME2,
    meaning: "The digest is on the deny list of the policy file.",
    why: "A digest that is known to be bad must not enter anywhere, however long it has been live before.",
    lines: `# .github/parity-gate.yaml
denied-images:
  - digest: sha256:9b2e77aa01cd\u2026
    reason: CVE-2026-0001
    expires: 2027-01-31`,
    finding: finding("image-denied", "error", { ...ARGS, reason: "CVE-2026-0001", expires: "2027-01-31" }, PLACE2),
    mend: "Promote an image without the problem.",
    allow: "Remove the digest from `denied-images`. An entry whose date has passed no longer counts."
  },
  "image-suspect": {
    ...THEME2,
    level: "by policy (`suspect`: warn, deny)",
    meaning: "The image was rolled back out of an environment of the application: its last stay there ended by a return to what the same container had run before. It is suspect wherever it is promoted, and proves no rollback, until it is live there again.",
    why: "Somebody had a reason to take it out; it should not come in again by accident.",
    lines: PIN,
    finding: finding("image-suspect", "warning", { ...ARGS, proof: { ...REPLACED, environment: "prod" } }, PLACE2),
    mend: "Build a new image with the repair and promote that.",
    allow: "`suspect: warn` makes it a warning. Under `deny` a waiver in the policy file that names the code `image-suspect` lets one change through. To keep an image out for good, put its digest on `denied-images`."
  },
  "image-unproven": {
    ...THEME2,
    meaning: "Git says that the image is pinned in the environment before, but the evidence that the policy asks for is missing: no successful status, check or deployment since it came there, or, where it must soak, nobody knows since when it has been there.",
    why: "A pin says what should run. A status or a deployment says what did.",
    lines: `# .github/parity-gate.yaml
environments:
  - name: staging
    signals: {deployments: [staging]}
  - name: prod
    evidence: reported`,
    finding: finding(
      "image-unproven",
      "error",
      { ...ARGS, missing: "report", evidence: "no deployments named `staging` on the commit that brought it" },
      PLACE2
    ),
    mend: "Wait until the deployment has reported success, then run the check again. `signals` of the environment before names what reports.",
    allow: "`evidence: declared` lets git alone decide. A rollback needs no report."
  },
  "image-introduced": {
    ...THEME2,
    level: "by policy (`introduction`: allow, warn, deny)",
    meaning: "The image comes from a repository that no environment of the application had. Such an image may enter all environments in one change when it is pinned, identical in each, and in the first one too.",
    why: "A new sidecar or a new service has no environment before it to come from; that it is new is worth a look.",
    lines: `# apps/shop/base/deployment.yaml
containers:
  - name: proxy
    image: docker.io/envoyproxy/envoy:v1.31@sha256:9b2e77aa01cd\u2026`,
    finding: finding(
      "image-introduced",
      "warning",
      { ...ARGS, container: "proxy", image: `docker.io/envoyproxy/envoy:v1.31@${exampleDigest("9b2e77aa01cd")}` },
      { ...PLACE2, path: "/spec/template/spec/containers/proxy/image" }
    ),
    mend: "Nothing, if it is meant. Where it is denied, roll it out one environment after the other.",
    allow: "`introduction` of the environment in the policy file: `allow`, `warn` or `deny`."
  },
  "image-superseded": {
    ...THEME2,
    level: "by policy (`superseded`: allow, warn, deny)",
    meaning: "The image was live in the environment before for long enough and has been replaced there.",
    why: "It has proven itself; that something newer is there already may or may not matter.",
    lines: `# .github/parity-gate.yaml
environments:
  - name: prod
    superseded: warn`,
    finding: finding("image-superseded", "warning", { ...ARGS, proof: REPLACED }, PLACE2),
    mend: "Promote what is live there now, unless the older image is meant.",
    allow: "`superseded: allow` of the environment in the policy file. Under `deny` a variant that runs it still lets it in by `fan-out`."
  },
  "image-rollback": {
    ...THEME2,
    level: "notice",
    meaning: "The image goes back into an environment and variant where it was live before, and was not rolled back out of any. Each container is judged by itself.",
    why: "Going back must never have to wait: it needs no soak and no report, and where a change is nothing but rollbacks, existing drift is a warning. The deny list and parity hold all the same. The notice carries the proof.",
    lines: PIN,
    finding: finding("image-rollback", "notice", { ...ARGS, proof: { ...REPLACED, environment: "prod" } }, PLACE2),
    mend: "Nothing.",
    allow: "It is allowed."
  },
  "image-fan-out": {
    ...THEME2,
    level: "notice",
    meaning: "The image is live already in another variant of the same environment, such as another region.",
    why: "What runs in one region of prod need not pass staging again for the next. The notice carries the proof.",
    lines: `# apps/shop/overlays/prod/us/kustomization.yaml; prod/eu runs 1.5.0
images:
  - name: ghcr.io/acme/shop
    newTag: 1.5.0
    digest: sha256:9b2e77aa01cd\u2026`,
    finding: finding(
      "image-fan-out",
      "notice",
      { ...ARGS, proof: { ...IN_STAGING, environment: "prod", variant: "eu" } },
      { ...PLACE2, variant: "us" }
    ),
    mend: "Nothing.",
    allow: "`fan-out` of the environment in the policy file: `allow` or `deny`."
  }
};

// src/core/report/explain-policy.ts
var THEME3 = { theme: "policy" };
var WAIVER = lineLocation(".github/parity-gate.yaml", 14);
var FIRST_LINE = lineLocation(".github/parity-gate.yaml", 1, 1);
var REASON = "gradual rollout, CHG-1234";
var POLICY_EXPLANATIONS = {
  "waiver-invalid": {
    ...THEME3,
    level: "error",
    meaning: "A waiver is written in a way that lets nothing through; mostly, an inline waiver without a reason.",
    why: "A waiver without a reason cannot be reviewed, and nobody dares to remove it.",
    lines: "literals: [RATE_LIMIT=100]   # parity-gate: allow",
    finding: finding("waiver-invalid", "error", { why: "a reason is missing: write it after `--`" }),
    mend: "Give the reason after two dashes: `# parity-gate: allow -- gradual rollout, CHG-1234`.",
    allow: "It cannot be waived."
  },
  "waiver-expired": {
    ...THEME3,
    level: "warning; a notice in the 14 days before",
    meaning: "The date of a waiver has passed, so it no longer lets anything through, or will pass soon.",
    why: "A waiver is a loan. The date keeps it from becoming the rule.",
    lines: `# .github/parity-gate.yaml
waivers:
  - application: apps/shop
    path: /data/FEATURE_X
    reason: gradual rollout, CHG-1234
    owner: team-shop
    expires: 2026-11-07`,
    finding: finding(
      "waiver-expired",
      "warning",
      { reason: REASON, owner: "team-shop", expires: "2026-11-07", daysLeft: -13 },
      { location: WAIVER }
    ),
    mend: "End the difference and remove the waiver, or renew it with a new date.",
    allow: "It does not fail by itself; what it let through does again."
  },
  "waiver-unused": {
    ...THEME3,
    level: "warning",
    meaning: "A waiver of an application that was judged lets nothing through.",
    why: "The difference is gone. A waiver that stays would hide the next one.",
    lines: `# .github/parity-gate.yaml
waivers:
  - application: apps/shop
    path: /data/FEATURE_X        # equal everywhere since last week`,
    finding: finding("waiver-unused", "warning", { reason: REASON, owner: "team-shop" }, { location: WAIVER }),
    mend: "Remove it, as the attached diff does.",
    allow: "It does not fail."
  },
  "config-invalid": {
    ...THEME3,
    level: "error; a warning where only the policy file before the change is invalid",
    meaning: "An input or the policy file cannot be understood: an unknown key, a wrong type, an impossible value, or something that this version cannot do yet.",
    why: "A setting that is silently ignored is a hole in the gate.",
    lines: `# .github/parity-gate.yaml
existing-drfit: warn`,
    finding: finding(
      "config-invalid",
      "error",
      { problem: "unknown key `existing-drfit` in the policy file", help: "Did you mean `existing-drift`?" },
      { location: FIRST_LINE }
    ),
    mend: "Correct the line that the message names.",
    allow: "It cannot be waived."
  },
  "policy-changed": {
    ...THEME3,
    level: "warning",
    meaning: "The change edits the policy file or the workflow that runs the gate. The policy from before the change decides; what the changed one would have said is shown. Where only the file before the change is invalid, defaults and inputs decide, so that it can be repaired.",
    why: "A change must not judge itself. This warning makes visible that it tries to change its judge.",
    lines: `# .github/parity-gate.yaml, edited in a pull request
existing-drift: warn             # was: fail`,
    finding: finding("policy-changed", "warning", { what: "policy", verdict: "pass", errors: 0 }, { location: FIRST_LINE }),
    mend: "Merge the policy on its own first. Have `.github/` owned by the platform team in CODEOWNERS.",
    allow: "It does not fail."
  }
};

// src/core/report/explain.ts
var EXPLANATIONS = {
  ...DRIFT_EXPLANATIONS,
  ...IMAGE_EXPLANATIONS,
  ...BUILD_EXPLANATIONS,
  ...POLICY_EXPLANATIONS
};
var THEMES = [
  { theme: "parity", title: "Parity", about: "Neighbouring environments of an application may differ along the allowed axes only." },
  { theme: "promotion", title: "Promotion", about: "An image that enters an environment must be live in the environment before it." },
  { theme: "rendering", title: "Rendering and history", about: "What could not be judged is an error, never a silent pass." },
  { theme: "coverage", title: "What is judged", about: "Overlays that are missing, alone, or not fully known before they are deployed." },
  { theme: "policy", title: "Policy and waivers", about: "What concerns the rules themselves." }
];
var WIDTH = 96;
function explainedCodes() {
  return THEMES.flatMap(({ theme }) => entriesOf(theme).map(([code]) => code));
}
function explain(code) {
  const found2 = Object.entries(EXPLANATIONS).find(([name]) => name === code)?.[1];
  if (found2 === void 0) return null;
  const part = (title, text3) => [title, wrap(text3, "  "), ""];
  const lines = [
    `${code} (${found2.level.replaceAll("`", "")})`,
    "",
    wrap(found2.meaning, ""),
    "",
    ...part("Why it matters", found2.why),
    "Example",
    ...found2.lines.split("\n").map((line) => `  ${line}`),
    "",
    wrap(wordsOf(found2.finding).message, "  > "),
    "",
    ...part("How to mend it", found2.mend),
    "How to allow it",
    wrap(found2.allow, "  ")
  ];
  return `${lines.join("\n")}
`;
}
function entriesOf(theme) {
  return Object.entries(EXPLANATIONS).filter(([, entry]) => entry.theme === theme).toSorted(([a], [b]) => byText(a, b));
}
function wrap(text3, prefix) {
  const lines = [];
  let line = "";
  for (const word of text3.match(/(?:`[^`]*`|[^ `])+/g) ?? []) {
    if (line !== "" && prefix.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => prefix + each).join("\n");
}

// src/commands/explain.ts
function explainCode({ words }, terminal2) {
  const [code = ""] = words;
  const explanation = explain(code);
  if (explanation === null) throw new UserError("usage", code === "" ? "`explain` wants a code" : `there is no finding \`${code}\``, { help: `Codes: ${explainedCodes().join(", ")}` });
  print(terminal2, explanation);
  return PASS;
}

// src/commands/merge.ts
import { resolve as resolve4 } from "node:path";
async function merge({ own, inputs, words }, terminal2) {
  if (words.length === 0) throw new UserError("usage", "`merge` wants the reports of all shards", { help: "Name them, as in `parity-gate merge reports/*/report.json`." });
  const format = formatOf(own);
  const settings = requireSettings(inputs);
  const report = await mergeFiles({ files: words, directory: terminal2.directory });
  const { environment } = terminal2;
  const published = environment["GITHUB_ACTIONS"] === "true";
  if (published) await publishMerged(report, inputs, environment, format === "text" && own["output"] === void 0 ? terminal2.stdout : terminal2.stderr);
  else if (settings.reportDirectory !== null) await leaveReport(report, resolve4(terminal2.directory, settings.reportDirectory));
  if (!published || format === "json" || own["output"] !== void 0) await deliver(own, terminal2, shownReport(report, format, own, terminal2));
  return isAccepted(report) ? PASS : FAIL;
}

// src/commands/plan.ts
async function plan({ own, inputs, words }, terminal2) {
  refuseWords("plan", words, "Say how many jobs at most with --shards.");
  const settings = requireSettings(inputs);
  const [shards, head, everything] = [text2(own["shards"]), text2(own["head"]), own["all"] === true];
  const { environment } = terminal2;
  const byEvent = environment["GITHUB_ACTIONS"] === "true" && settings.base === null && head === null && !everything && own["repo"] === void 0;
  const { matrix } = byEvent ? await planForEvent({ inputs, settings, shards }, environment) : await planShards({
    directory: repositoryFolder(own, settings, terminal2),
    inputs,
    settings,
    shards,
    trust: everything ? "head" : "before",
    everything,
    serverUrl: null,
    revisions: async (repository) => (await chooseTrees(repository, { base: settings.base, head, everything })).revisions
  });
  await deliver(own, terminal2, `${matrixJson(matrix)}
`);
  return PASS;
}

// src/core/report/board-json.ts
var STATUS_SCHEMA = "parity-gate/status/v1";
function boardJson(board) {
  const environments = board.environments.map((name) => ({
    name,
    overlays: board.applications.flatMap(
      (application) => application.overlays.filter(({ overlay }) => overlay.environment === name).map(({ overlay, pins, rollbacks }) => ({
        application: overlay.application,
        variant: overlay.variant,
        path: overlay.path,
        rendered: pins !== null,
        rollbacks,
        pins: (pins ?? []).map((pin) => pinOf2(pin, board))
      }))
    ),
    leadTimes: board.leadTimes.filter(({ to }) => to === name).map(leadTimeOf)
  }));
  const document = { schema: STATUS_SCHEMA, commit: board.commit, time: isoTime(board.now), lookedBackTo: board.limit === null ? null : isoTime(board.limit), environments };
  return `${JSON.stringify(document, null, 2)}
`;
}
function pinOf2({ resource, container, image, since, earlier, next }, { commits, now }) {
  const parsed = parseImage(image);
  const brought = since === null || earlier ? void 0 : commits.get(since.commit);
  return {
    resource,
    container,
    image: parsed === null ? image : imageName(parsed),
    tag: parsed?.tag ?? null,
    digest: parsed?.digest ?? null,
    ...momentOf2(since),
    earlier,
    live: since === null ? null : Math.max(0, now - since.time),
    author: brought?.author ?? null,
    subject: brought?.subject ?? null,
    next: next.map((each) => nextOf(each, now))
  };
}
function momentOf2(moment) {
  return { since: moment === null ? null : isoTime(moment.time), clock: moment?.clock ?? null, commit: moment?.commit ?? null };
}
function nextOf({ overlay, decision, until }, now) {
  return {
    environment: overlay.environment,
    variant: overlay.variant,
    decision,
    until: until === null ? null : isoTime(until),
    left: until === null ? null : Math.max(0, until - now)
  };
}
function leadTimeOf({ from, images, median, worst }) {
  return { from, images, median, worst };
}

// src/core/report/board-terminal.ts
function boardTerminal(board, { color }) {
  const paint = (style, text3) => color ? `\x1B[${style}m${text3}\x1B[0m` : text3;
  const blocks = board.applications.map((application) => {
    const rows = boardRows(application, board).map(
      ({ place, container, version, since, by, next }) => [place, container, version, since, by, next === "" ? "" : `\u2192 ${next.replaceAll("`", "")}`].map(visible)
    );
    const notes = boardNotes(application).map((note) => paint("2", `  ${visible(note.replaceAll("`", ""))}`));
    return [paint("1", visible(application.name)), ...aligned(rows), ...notes].join("\n");
  });
  const all = board.applications.length > 1 ? board.leadTimes.map((time) => `all applications: ${leadTimeText(time)}`) : [];
  const end = [...all, ...boardFootnotes(board)].map((line) => paint("2", visible(line.replaceAll("`", ""))));
  return [...blocks, end.join("\n")].filter((part) => part !== "").join("\n\n");
}
function aligned(rows) {
  const width = (column) => rows.reduce((most, row2) => Math.max(most, [...row2[column] ?? ""].length), 0);
  const widths = (rows[0] ?? []).map((_cell, column) => width(column));
  return rows.map((row2) => {
    const cells = row2.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - [...cell].length));
    return `  ${cells.filter((_cell, column) => (widths[column] ?? 0) > 0).join("  ").trimEnd()}`;
  });
}

// src/status.ts
import { tmpdir as tmpdir3 } from "node:os";
async function runStatus(run) {
  const { settings, applications, now, say } = run;
  const folder = openRunFolder(tmpdir3());
  const temporary = folder.path;
  try {
    const repository = await openRepository(run.directory, { token: settings.githubToken, serverUrl: null, temporary });
    const policy = readPolicyToday(run, repository.root);
    const live = await repository.tree(await tipOf(settings.base, repository));
    const find = () => findKustomize({ input: settings.kustomize, repository: repository.root, environment: run.environment, temporary, say });
    const edges = createEdges({ repository, temporary, memory: folder.memory, say: () => void 0, find });
    const wanted = (name) => applications.length === 0 || applications.some((glob) => glob === name || matchGlob(glob, name));
    const board = await readBoard({ live, policy, extent: "whole", wanted, now, progress: (total) => createProgress(total, "applications", run) }, edges, repository);
    if (board.applications.length === 0) throw nothingToShow(applications);
    return board;
  } finally {
    folder.remove();
  }
}
async function tipOf(base, repository) {
  const branch = base ?? await repository.defaultBranch();
  if (branch === null) throw new UserError("usage", "the default branch of this repository cannot be told", { help: "Name the branch whose overlays are live, such as --base main." });
  const tip = await repository.resolve(branch);
  if (tip === null) throw new UserError("usage", `\`${branch}\` is no revision of this repository`, { help: "Name the branch whose overlays are live, such as --base main." });
  await repository.ensureCommits([tip]);
  return tip;
}
function nothingToShow(applications) {
  if (applications.length > 0) return new UserError("usage", `no application is called ${applications.map((name) => `\`${name}\``).join(" or ")}`, { help: "`parity-gate status` without a name shows all of them." });
  return new UserError("no-overlays", "nothing in the repository looks like an overlay of an environment", { help: "Say where they are: --overlays 'apps/{app}/overlays/{env}'." });
}

// src/commands/status.ts
async function status(options, terminal2) {
  const { own, inputs, words } = options;
  const format = formatOf(own);
  const settings = requireSettings(inputs);
  const board = await runStatus({ ...startOf(options, settings, terminal2), applications: words });
  await deliver(own, terminal2, format === "json" ? boardJson(board) : `${boardTerminal(board, { color: colorOf(own, terminal2) })}
`);
  return PASS;
}

// src/demo.ts
import { execFile } from "node:child_process";
import { cp, readFile, stat, writeFile as writeFile2 } from "node:fs/promises";
import { tmpdir as tmpdir4 } from "node:os";
import { join as join4 } from "node:path";
import { fileURLToPath as fileURLToPath2 } from "node:url";
import process from "node:process";
import { promisify } from "node:util";
var OVERLAYS = "apps/bookstore/overlays";
var STAGING = `${OVERLAYS}/staging/kustomization.yaml`;
var PROD = `${OVERLAYS}/prod/kustomization.yaml`;
var DEV = `${OVERLAYS}/dev/kustomization.yaml`;
var ACTS = [
  {
    title: "catalog is promoted: prod gets the very image that staging runs",
    verdict: "pass",
    code: null,
    edit: async (read) => ({ [PROD]: copyImage("catalog", await read(STAGING), await read(PROD)) })
  },
  {
    title: "catalog skips staging: prod gets the image that only dev runs",
    verdict: "fail",
    code: "image-not-live",
    edit: async (read) => ({ [PROD]: copyImage("catalog", await read(DEV), await read(PROD)) })
  },
  {
    title: "staging drifts: its rate limit is raised, and the one of prod is not",
    verdict: "fail",
    code: "drift-value",
    edit: async (read) => ({
      [STAGING]: `${(await read(STAGING)).trimEnd()}

configMapGenerator:
  - name: checkout-settings
    behavior: merge
    literals:
      - RATE_LIMIT_PER_MINUTE=1200
`
    })
  }
];
async function runDemo(terminal2, inputs) {
  const folder = openRunFolder(tmpdir4());
  const directory = folder.path;
  const print2 = (text3) => terminal2.stdout(`${text3}
`);
  try {
    await cp(await exampleFolder(), directory, { recursive: true });
    await git(directory, "init", "--quiet", "--initial-branch=main");
    const before = await commit(directory, "The bookstore in three environments");
    print2("The bookstore runs in dev, staging and prod (and prod in a second region), three overlays over one base.");
    print2("Three pull requests follow, each with what Parity Gate says to it.");
    let found2;
    const find = (input) => found2 ??= findKustomize({ input, repository: directory, environment: terminal2.environment, temporary: directory, say: (line) => terminal2.stderr(`${line}
`) });
    let shown = 0;
    for (const [index, act] of ACTS.entries()) {
      await git(directory, "checkout", "--quiet", "-B", "change", before);
      const files = await act.edit((path) => readFile(join4(directory, path), "utf8"));
      for (const [path, content] of Object.entries(files)) await writeFile2(join4(directory, path), content);
      const head = await commit(directory, act.title);
      print2(`
\u2500\u2500 ${index + 1}. ${act.title}
`);
      print2(indent((await git(directory, "diff", "--unified=0", "--no-color", `${before}..${head}`)).replaceAll(/^(diff|index|---|\+\+\+).*\n/gm, "")));
      const report = await judge(directory, { before, head }, inputs, terminal2, find);
      print2(terminalReport(report, { color: terminal2.color, quiet: false }));
      if (isAsAnnounced(act, report)) shown += 1;
      else print2(`This should have been \`${act.verdict}\`${act.code === null ? "" : ` with ${act.code}`}: the demo is wrong here.`);
    }
    print2(`
${shown} of ${ACTS.length} verdicts are as announced. Judge your own repository: parity-gate check --all`);
    return shown === ACTS.length ? 0 : 1;
  } finally {
    folder.remove();
  }
}
async function judge(directory, { before, head }, inputs, terminal2, find) {
  const reading = readSettings(inputs);
  if (reading.kind === "invalid") return failedReport(reading.findings, false);
  return runIn({
    directory,
    inputs,
    settings: reading.settings,
    trust: "before",
    everything: false,
    workflow: null,
    serverUrl: null,
    environment: terminal2.environment,
    now: presentTime(),
    temporary: tmpdir4(),
    say: (line) => terminal2.stderr(`${line}
`),
    find: () => find(reading.settings.kustomize),
    trees: async (repository) => {
      const revisions = await treesOf({ head, before, live: before }, repository);
      return { revisions, published: revisions.head };
    }
  });
}
function isAsAnnounced({ verdict, code }, report) {
  return report.verdict === verdict && (code === null || report.findings.some((finding2) => finding2.code === code));
}
function copyImage(name, from, to) {
  const entry = new RegExp(`(?<=/${name}\\n)    newTag: .*\\n    digest: .*\\n`);
  const pinned = entry.exec(from)?.[0];
  if (pinned === void 0 || !entry.test(to)) throw new Error(`the example pins no image of ${name}`);
  return to.replace(entry, pinned);
}
async function exampleFolder() {
  const folder = fileURLToPath2(new URL("../examples/bookstore", import.meta.url));
  try {
    await stat(folder);
    return folder;
  } catch (cause) {
    throw new UserError("usage", `the example is not at \`${folder}\``, { help: "Run the demo from a clone of the Parity Gate repository.", cause });
  }
}
var IDENTITY = { GIT_AUTHOR_NAME: "Demo", GIT_AUTHOR_EMAIL: "demo@example.com", GIT_COMMITTER_NAME: "Demo", GIT_COMMITTER_EMAIL: "demo@example.com" };
async function git(directory, ...args) {
  const environment = { PATH: process.env["PATH"], HOME: directory, GIT_CONFIG_NOSYSTEM: "1", ...IDENTITY };
  return (await promisify(execFile)("git", [...args], { cwd: directory, env: environment })).stdout.trimEnd();
}
async function commit(directory, message) {
  await git(directory, "add", "--all");
  await git(directory, "commit", "--quiet", "--message", message);
  return git(directory, "rev-parse", "HEAD");
}
function indent(text3) {
  return text3.replaceAll(/^/gm, "    ");
}

// src/help.ts
var COMMANDS = [
  ["check", "judge a change: by default from the merge base with the default branch to the working tree"],
  ["status [APPLICATION]", "what is live where, since when, who brought it, and what may be promoted now"],
  ["backtest", "replay the history of the base branch: what would have been blocked, and the policy that would have fitted"],
  ["plan", "print the matrix for sharding, as JSON: no more shards than the change is worth"],
  ["merge REPORT...", "make one verdict of the report.json of every shard"],
  ["explain CODE", "say at length what a finding means and how to mend it"],
  ["demo", "show three verdicts on a worked example in a temporary repository"]
];
var OPTIONS = [
  ["--base REV", "compare with this revision"],
  ["--head REV", "judge this revision instead of the working tree"],
  ["--all", "judge every application, whatever the change touches"],
  ["--repo DIR", "the repository to judge (default: here)"],
  ["--format text|json", "how to print the result; json is report.json"],
  ["--output FILE", "write the result to a file"],
  ["--no-color", "plain text"],
  ["--quiet", "errors and the verdict only"],
  ["--help", "this text"]
];
var BACKTEST_OPTIONS = [
  ["--since DATE", "from this day on, such as 2025-01-31, or a duration such as 90d (default: the policy's `history`, 180d)"],
  ["--until DATE", "to the end of this day (default: now)"],
  ["--base REV", "the branch to replay (default: the default branch)"],
  ["--no-resume", "forget what an earlier run, interrupted or not, has found"],
  ["--repo, --format, --output, --no-color, --quiet", "as above"]
];
var SHARD_OPTIONS = [
  ["--shards N", `plan: at most so many (default: ${String(USUAL_MOST)})`],
  ["--base, --head, --all, --repo, --output", "plan: as above; in a step of GitHub Actions what its event says, without them"],
  ["--shard N/M", "check: judge this part of the affected applications, such as 2/8"],
  ["--report-directory DIR", "merge: also write report.json there"],
  ["--format, --output, --no-color, --quiet", "merge: as above"]
];
function helpText() {
  const own = /* @__PURE__ */ new Set(["base"]);
  const inputs = INPUTS.filter(({ name, scope }) => !own.has(name) && (scope === "policy" || name === "config" || name === "kustomize" || name === "report-only" || name === "cache-directory"));
  return [
    "parity-gate COMMAND [OPTIONS]",
    "",
    "Do neighbouring environments differ only where they may? Is every image live in the environment before?",
    "",
    "Commands",
    ...COMMANDS.map(row),
    "",
    "Options of check",
    ...OPTIONS.map(row),
    "",
    "Options of backtest",
    ...BACKTEST_OPTIONS.map(row),
    "",
    "Options of plan and merge",
    ...SHARD_OPTIONS.map(row),
    "",
    "Options that are also inputs of the Action and keys of the policy file",
    ...inputs.map(({ name, description }) => row([`--${name}`, description])),
    "",
    "Exit status: 0 pass, 1 fail, 2 usage or configuration error.",
    "Example: parity-gate check --base origin/main --environments dev,staging,prod",
    ""
  ].join("\n");
}
function row([left, right]) {
  return `  ${left.padEnd(22)} ${right}`;
}

// src/terminal.ts
var ERASE = "\r\x1B[2K";
var USUAL_COLUMNS = 80;
function withLiveLine(terminal2) {
  let shown = false;
  const erase = () => {
    if (shown) terminal2.stderr(ERASE);
    shown = false;
  };
  const after = (write) => (text3) => {
    if (text3 === "") return void 0;
    erase();
    return write(text3);
  };
  const show = (line) => {
    const room = (terminal2.columns?.() ?? USUAL_COLUMNS) - 1;
    const fitting = [...line].slice(0, Math.max(0, room)).join("");
    if (fitting === "") return erase();
    terminal2.stderr(`${shown ? ERASE : ""}${fitting}`);
    shown = true;
  };
  return { ...terminal2, stdout: after(terminal2.stdout), stderr: after(terminal2.stderr), show: terminal2.live === true ? show : null };
}

// src/command.ts
var COMMANDS2 = /* @__PURE__ */ new Map([
  ["check", check],
  ["status", status],
  ["backtest", backtest],
  ["plan", plan],
  ["merge", merge],
  ["explain", explainCode],
  ["demo", ({ inputs }, terminal2) => runDemo(terminal2, inputs)]
]);
async function runCommand(args, given) {
  const terminal2 = withLiveLine(given);
  const [verb, ...rest] = args;
  try {
    if (verb === void 0 || verb === "help" || verb === "--help" || verb === "-h") {
      print(terminal2, helpText());
      return verb === void 0 ? USAGE : PASS;
    }
    const options = readOptions(rest);
    if (options.own["help"] === true) {
      print(terminal2, helpText());
      return PASS;
    }
    const command = COMMANDS2.get(verb);
    if (command !== void 0) return await command(options, terminal2);
    throw new UserError("usage", `there is no command \`${verb}\``, {
      help: `Commands: ${[...COMMANDS2.keys()].join(", ")}. \`parity-gate --help\` tells more.`
    });
  } catch (error) {
    const mistake = error instanceof UserError ? error : refusalOf(error);
    if (mistake === null) throw error;
    terminal2.stderr(`error: ${mistake.message}
  help: ${mistake.help}
`);
    return USAGE;
  }
}

// src/cli.ts
var isLost = false;
process2.stdout.on("error", (error) => {
  if (hasCode(error, "EPIPE") || isLost) return;
  isLost = true;
  process2.exitCode = USAGE;
  console.error(`error: the output cannot be written: ${reasonOf(error)}
  help: Make room where it goes, or write it elsewhere, and run again.`);
});
process2.stderr.on("error", () => void 0);
var terminal = { stdout: (text3) => process2.stdout.write(text3), stderr: (text3) => process2.stderr.write(text3) };
try {
  const status2 = await runCommand(process2.argv.slice(2), {
    ...terminal,
    environment: process2.env,
    color: process2.stdout.isTTY && (process2.env["NO_COLOR"] ?? "") === "",
    live: process2.stderr.isTTY && process2.env["TERM"] !== "dumb",
    columns: () => process2.stderr.columns,
    directory: process2.cwd()
  });
  process2.exitCode = isLost ? USAGE : status2;
} catch (error) {
  process2.exitCode = 1;
  console.error("Parity Gate ended by a bug of its own; please report it with these lines.\n", error);
}
