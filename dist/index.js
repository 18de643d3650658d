import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import {
  ACTIVITY_PAGES,
  CHECK_PAGES,
  ITEMS_PER_PAGE,
  MERGES_ASKED,
  MERGE_TIMES_MILLISECONDS,
  NONSENSE,
  PULL_PAGES,
  READ_ATTEMPT_MILLISECONDS,
  RERUN_MILLISECONDS,
  SIGNALS_MILLISECONDS,
  SIGNAL_COMMITS,
  SIGNAL_KINDS,
  SIGNAL_PAGES,
  TITLE_CHARACTERS,
  UserError,
  because,
  byKeys,
  checkRunIdOf,
  commitAt,
  cutCharacters,
  deliver,
  escapeLog,
  failedReport,
  fieldsOf,
  findingOf,
  formatPlannedTip,
  idAt,
  isCommit,
  isFields,
  isProposed,
  lacksPermission,
  matrixJson,
  once,
  openOctokit,
  planForEvent,
  presentTime,
  readContext,
  readEvent,
  readGateMark,
  readInput,
  readInputs,
  readSettings,
  remembered,
  requireSettings,
  revisionsOf,
  runIn,
  runMergeAction,
  setOutput,
  showDuration,
  showMoment,
  textAt,
  timeAt,
  tipInAttempt,
  treesOf
} from "./chunk-4MDI4RRW.js";
import "./chunk-XNDQ27F5.js";

// src/index.ts
import process from "node:process";

// src/action.ts
import { resolve } from "node:path";

// src/edges/github/reader.ts
var HEADERS = { "x-github-api-version": "2022-11-28" };
async function openReader(target, milliseconds, purpose) {
  const budget = { milliseconds, attempt: READ_ATTEMPT_MILLISECONDS, purpose };
  const { octokit, owner, repo, signal, answered } = await openOctokit(target, budget);
  const send = (method, path, query) => answered(async () => {
    const response = await octokit.request(`${method} /repos/{owner}/{repo}${path}`, {
      owner,
      repo,
      ...query,
      headers: HEADERS,
      request: { signal }
    });
    const data = response.data;
    return { data, link: response.headers.link ?? "" };
  });
  return {
    list: async ({ path, query = {}, key, pages, enough }) => {
      const items = [];
      let next = {};
      for (let page = 0; page < pages && next !== null; page += 1) {
        const answer = await send("GET", path, { ...query, per_page: ITEMS_PER_PAGE, ...next });
        if (!answer.ok) return answer;
        const found = key === void 0 ? answer.value.data : fieldsOf(answer.value.data)[key];
        if (!Array.isArray(found)) return NONSENSE;
        items.push(...found.filter(isFields));
        next = nextPage(answer.value.link);
        if (enough?.(items) === true) next = null;
      }
      return { ok: true, value: { items, complete: next === null } };
    },
    one: async (path) => {
      const answer = await send("GET", path, {});
      if (!answer.ok) return answer;
      return isFields(answer.value.data) ? { ok: true, value: answer.value.data } : NONSENSE;
    },
    post: async (path) => {
      const answer = await send("POST", path, {});
      if (!answer.ok) return answer;
      return typeof answer.value.data === "string" && answer.value.data.trim() !== "" ? NONSENSE : { ok: true, value: null };
    }
  };
}
function nextPage(link) {
  const address = /<([^<>]+)>;\s*rel="next"/.exec(link)?.[1];
  if (address === void 0 || !URL.canParse(address)) return null;
  const parameters = new URL(address).searchParams;
  const cursor = ["page", "after", "before"].flatMap((name) => {
    const value = parameters.get(name);
    return value === null ? [] : [[name, value]];
  });
  return cursor.length === 0 ? null : Object.fromEntries(cursor);
}

// src/edges/github/soaking-jobs.ts
async function rerunSoaked(target, question, say, milliseconds = RERUN_MILLISECONDS) {
  const reader = await openReader(target, milliseconds, "running soaked checks again");
  const query = { state: "open", base: question.branch, sort: "updated", direction: "desc" };
  const pulls = await reader.list({ path: "/pulls", query, pages: PULL_PAGES });
  if (!pulls.ok) {
    say(`No soaked check is run again: open pull requests cannot be listed (${because(pulls.failure, "pull-requests: read")}).`);
    return;
  }
  if (!pulls.value.complete) say(`Only the ${pulls.value.items.length} open pull requests that changed last are looked through.`);
  let idle = 0;
  for (const pull of pulls.value.items) {
    const line = await tend(reader, pull, question);
    if (line === null) idle += 1;
    else say(line);
  }
  if (idle === pulls.value.items.length) say("No open pull request waits for soak.");
  else if (idle > 0) say(idle === 1 ? "1 other open pull request waits for no soak." : `${idle} other open pull requests wait for no soak.`);
}
async function tend(reader, pull, question) {
  const number = idAt(pull, "number");
  const head = commitAt(fieldsOf(pull["head"]), "sha");
  if (number === null || head === null) return "A pull request is left alone: its number or head is not told.";
  const checks = await reader.list({
    path: `/commits/${head}/check-runs`,
    query: { filter: "latest" },
    key: "check_runs",
    pages: CHECK_PAGES
  });
  if (!checks.ok) return `#${number}: its checks cannot be read (${because(checks.failure, "checks: read")}).`;
  const soaking = latestOf(checks.value.items).flatMap(soakingOf).toSorted((a, b) => a.until - b.until || a.checkRunId - b.checkRunId);
  const due = soaking.filter(({ until }) => until <= question.now);
  const [next] = soaking;
  if (next === void 0) return null;
  if (due.length === 0) return `#${number}: its images soak for another ${question.inWords(next.until - question.now)}, until ${showMoment(next.until)}.`;
  const results = [];
  for (const gate of due) results.push(await rerun(reader, gate, head));
  const done = results.filter(({ kind }) => kind === "done").length;
  if (done > 0) return `#${number}: run again, its images have soaked since ${showMoment(due[0]?.until ?? next.until)}.`;
  const refusal = results.find((result) => result.kind === "refused");
  if (refusal?.kind === "refused") return `#${number}: has soaked, but cannot be run again (${because(refusal.failure, "actions: write")}).`;
  return `#${number}: has soaked, but no failed job belongs to its check run; run it again by hand.`;
}
function latestOf(checks) {
  const latest = /* @__PURE__ */ new Map();
  for (const check of checks) {
    const key = JSON.stringify([textAt(fieldsOf(check["app"]), "slug"), textAt(check, "name")]);
    const known = latest.get(key);
    if (known === void 0 || (idAt(check, "id") ?? 0) > (idAt(known, "id") ?? 0)) latest.set(key, check);
  }
  return [...latest.values()];
}
function soakingOf(check) {
  const checkRunId = idAt(check, "id");
  const mark = readGateMark(textAt(fieldsOf(check["output"]), "summary") ?? "");
  const until = mark?.soakingUntil ?? null;
  const failed = textAt(check, "status") === "completed" && textAt(check, "conclusion") === "failure";
  const byActions = textAt(fieldsOf(check["app"]), "slug") === "github-actions";
  return checkRunId !== null && until !== null && failed && byActions ? [{ checkRunId, until, ofShards: mark?.ofShards === true }] : [];
}
async function rerun(reader, { checkRunId, ofShards }, head) {
  const job = await jobOf(reader, checkRunId, head);
  if (!job.ok) return { kind: "refused", failure: job.failure };
  const id = job.value === null ? null : idAt(job.value, ofShards ? "run_id" : "id");
  if (id === null) return { kind: "no-job" };
  const answer = await reader.post(`/actions/${ofShards ? "runs" : "jobs"}/${id}/rerun`);
  return answer.ok ? { kind: "done" } : { kind: "refused", failure: answer.failure };
}
async function jobOf(reader, checkRunId, head) {
  const same = await reader.one(`/actions/jobs/${checkRunId}`);
  if (same.ok && isJobOf(same.value, checkRunId)) return same;
  if (!same.ok && same.failure.kind !== "missing") return same;
  const runs = await reader.list({ path: "/actions/runs", query: { head_sha: head }, key: "workflow_runs", pages: 1 });
  if (!runs.ok) return runs;
  for (const run2 of runs.value.items) {
    const id = idAt(run2, "id");
    if (id === null || textAt(run2, "conclusion") !== "failure") continue;
    const jobs = await reader.list({ path: `/actions/runs/${id}/jobs`, query: { filter: "latest" }, key: "jobs", pages: 1 });
    if (!jobs.ok) return jobs;
    const job = jobs.value.items.find((each) => isJobOf(each, checkRunId));
    if (job !== void 0) return { ok: true, value: job };
  }
  return { ok: true, value: null };
}
function isJobOf(job, checkRunId) {
  return idAt(job, "id") !== null && (textAt(job, "check_run_url") ?? "").endsWith(`/check-runs/${checkRunId}`);
}

// src/edges/github/merge-times.ts
var AT_ONCE = 6;
var CLOCK_SKEW_SECONDS = 60;
async function mergeTimes(target, question, say, { milliseconds = MERGE_TIMES_MILLISECONDS, now = Date.now() } = {}) {
  const places = new Map(question.order.map((id, index) => [id, index]));
  const wanted = [...new Set(question.commits)].filter(isCommit).toSorted((a, b) => placeOf(places, a) - placeOf(places, b));
  if (wanted.length === 0) return /* @__PURE__ */ new Map();
  const reader = await openReader(target, milliseconds, "asking when commits were merged");
  const search = { reader, repository: target.repository, branch: question.branch, places, latest: now / 1e3 + CLOCK_SKEW_SECONDS };
  const merges = await fromPulls(search, wanted);
  const rest = wanted.filter((commit) => !merges.times.has(commit));
  const pushes = rest.length === 0 ? NOTHING : await fromActivity(search, rest);
  const times = new Map([...merges.times, ...pushes.times]);
  const missing = wanted.filter((commit) => !times.has(commit));
  const failures = [.../* @__PURE__ */ new Set([...merges.failures, ...pushes.failures])];
  if (failures.length > 0) say(sentence(wanted.length, pushes.times.size, missing.length, failures));
  return times;
}
var NOTHING = { times: /* @__PURE__ */ new Map(), failures: [] };
async function fromPulls(search, commits) {
  const times = /* @__PURE__ */ new Map();
  const failures = /* @__PURE__ */ new Set();
  const asked = commits.slice(0, MERGES_ASKED);
  if (asked.length < commits.length) failures.add(`only the newest ${MERGES_ASKED} are asked for their pull requests`);
  for (let start = 0; start < asked.length; start += AT_ONCE) {
    const batch = asked.slice(start, start + AT_ONCE);
    const answers = await Promise.all(batch.map((commit) => search.reader.list({ path: `/commits/${commit}/pulls`, pages: 1 })));
    let refused = false;
    for (const [index, answer] of answers.entries()) {
      const commit = batch[index] ?? "";
      if (answer.ok) {
        const merged = mergedAt(search, commit, answer.value.items);
        if (merged === "future") failures.add("a pull request says that it was merged in the future");
        else if (merged !== null) times.set(commit, { time: merged, clock: "merged" });
        continue;
      }
      const { kind } = answer.failure;
      failures.add(`pull requests: ${because(answer.failure, "pull-requests: read")}`);
      if (kind !== "missing" && kind !== "refused") refused = true;
    }
    if (refused) break;
  }
  return { times, failures: [...failures] };
}
function mergedAt(search, commit, pulls) {
  const own = search.places.get(commit);
  const candidates = pulls.flatMap((pull) => {
    const base = fieldsOf(pull["base"]);
    const repository = textAt(fieldsOf(base["repo"]), "full_name");
    const time = timeAt(pull, "merged_at");
    if (time === null || textAt(base, "ref") !== search.branch) return [];
    if (repository !== null && repository.toLowerCase() !== search.repository.toLowerCase()) return [];
    const merge = commitAt(pull, "merge_commit_sha");
    if (merge === null || merge === commit) return [{ time, distance: merge === null ? Infinity : 0 }];
    if (own === void 0) return [{ time, distance: Infinity }];
    const place = search.places.get(merge);
    return place !== void 0 && place < own ? [{ time, distance: own - place }] : [];
  });
  const best = candidates.toSorted((a, b) => a.distance === b.distance ? b.time - a.time : a.distance - b.distance)[0];
  if (best === void 0) return null;
  return best.time > search.latest ? "future" : best.time;
}
async function fromActivity(search, commits) {
  const times = /* @__PURE__ */ new Map();
  const failures = [];
  const oldest = Math.max(...commits.map((commit) => placeOf(search.places, commit)));
  let seen = 0;
  const take = (items) => {
    for (const entry of items.slice(seen)) for (const commit of broughtBy(search, entry, commits)) {
      const time = timeAt(entry, "timestamp");
      if (time === null || times.has(commit)) continue;
      if (time > search.latest) failures.push("a push says that it happened in the future");
      else times.set(commit, { time, clock: "pushed" });
    }
    const last = items.at(-1);
    seen = items.length;
    const end = last === void 0 ? void 0 : search.places.get(textAt(last, "after") ?? "");
    return times.size === commits.length || end !== void 0 && end > oldest;
  };
  const answer = await search.reader.list({
    path: "/activity",
    query: { ref: `refs/heads/${search.branch}` },
    pages: ACTIVITY_PAGES,
    enough: take
  });
  if (!answer.ok) failures.push(`the branch's activity: ${because(answer.failure, "contents: read")}`);
  else if (!answer.value.complete) failures.push(`only the newest ${seen} pushes were looked at`);
  return { times, failures };
}
function broughtBy(search, entry, commits) {
  const after = commitAt(entry, "after");
  if (after === null || textAt(entry, "ref") !== `refs/heads/${search.branch}`) return [];
  const newest = search.places.get(after);
  const before = textAt(entry, "before") ?? "";
  const oldest = /^0+$/.test(before) ? Infinity : search.places.get(before);
  return commits.filter((commit) => {
    if (commit === after) return true;
    const place = search.places.get(commit);
    return newest !== void 0 && oldest !== void 0 && place !== void 0 && newest <= place && place < oldest;
  });
}
function placeOf(places, commit) {
  return places.get(commit) ?? Number.MAX_SAFE_INTEGER;
}
function sentence(all, pushed, missing, failures) {
  const why = failures.join("; ");
  const unproven = "the committer's clock, unproven, stands in";
  if (all === 1) {
    const way = pushed > 0 ? "the push tells it" : missing > 0 ? unproven : "the time is known all the same";
    return `GitHub did not say when the commit that counts was merged (${why}): ${way}.`;
  }
  const ways = [...pushed > 0 ? [`the push tells it for ${pushed}`] : [], ...missing > 0 ? [`${unproven} for ${missing}`] : []];
  const rest = ways.length === 0 ? "every time is known all the same" : ways.join("; ");
  return `GitHub did not say of all ${all} commits when they were merged (${why}): ${rest}.`;
}

// src/edges/github/signal-records.ts
function statusRecord(status, commit) {
  const name = textAt(status, "context");
  const time = timeAt(status, "created_at");
  if (name === null || time === null) return null;
  return record("status", name, textAt(status, "state"), commit, time, textAt(status, "target_url"), textAt(status, "description"));
}
function checkRecord(check, commit, now) {
  const name = textAt(check, "name");
  if (name === null) return null;
  const completed = textAt(check, "status") === "completed";
  const word = textAt(check, completed ? "conclusion" : "status");
  const time = timeAt(check, completed ? "completed_at" : "started_at") ?? timeAt(check, "started_at");
  const moment = time ?? (word === "success" ? 0 : now);
  const url = textAt(check, "details_url") ?? textAt(check, "html_url");
  return record("check", name, word, commit, moment, url, textAt(fieldsOf(check["output"]), "title"));
}
function deploymentOf(fields) {
  const id = idAt(fields, "id");
  const name = textAt(fields, "environment");
  const commit = textAt(fields, "sha");
  const time = timeAt(fields, "created_at");
  if (id === null || name === null || commit === null || time === null) return null;
  return { id, name, commit, time, description: textAt(fields, "description") };
}
function isNewer(a, b) {
  return a.time === b.time ? a.id > b.id : a.time > b.time;
}
function deploymentRecord({ name, commit, time, description }, statuses) {
  const last = statuses.toSorted((a, b) => timeOf(b) - timeOf(a) || (idAt(b, "id") ?? 0) - (idAt(a, "id") ?? 0))[0];
  if (last === void 0) return record("deployment", name, "pending", commit, time, null, description);
  const url = ["log_url", "environment_url", "target_url"].map((key) => textAt(last, key)).find((each) => each !== null && each !== "");
  return record("deployment", name, textAt(last, "state"), commit, timeOf(last), url ?? null, textAt(last, "description"));
}
function timeOf(status) {
  return timeAt(status, "created_at") ?? 0;
}
var STATES = {
  success: "success",
  pending: "pending",
  queued: "pending",
  in_progress: "pending",
  waiting: "pending",
  requested: "pending",
  neutral: "silent",
  skipped: "silent",
  stale: "silent"
};
function record(kind, name, said, commit, time, url, description) {
  const word = said ?? "nothing";
  return {
    kind,
    name: cutCharacters(name, TITLE_CHARACTERS),
    state: Object.hasOwn(STATES, word) ? STATES[word] ?? "failed" : "failed",
    word: cutCharacters(word, 40),
    commit,
    time,
    url: url !== null && /^https?:\/\/\S{1,2000}$/.test(url) ? url : null,
    description: cutCharacters((description ?? "").replace(/\s+/g, " ").trim(), TITLE_CHARACTERS)
  };
}

// src/edges/github/signals.ts
var AT_ONCE2 = 6;
var PERMISSIONS = { status: "statuses: read", check: "checks: read", deployment: "deployments: read" };
function openSignals(target, own, milliseconds = SIGNALS_MILLISECONDS) {
  let opened = null;
  return {
    look: async (question) => {
      opened ??= openReader(target, milliseconds, "reading what reports about environments").then((reader) => sourceOf(reader, own));
      return look(await opened, question);
    }
  };
}
function sourceOf(reader, own) {
  const pages = SIGNAL_PAGES;
  const ownName = remembered(async (id) => {
    const run2 = await reader.one(`/check-runs/${id}`);
    if (run2.ok) return { ok: true, value: textAt(run2.value, "name") };
    return run2.failure.kind === "missing" ? { ok: true, value: null } : run2;
  });
  const deployments = once(() => reader.list({ path: "/deployments", pages }));
  return {
    statuses: remembered((commit) => reader.list({ path: `/commits/${commit}/statuses`, pages })),
    checks: remembered((commit) => reader.list({ path: `/commits/${commit}/check-runs`, query: { filter: "latest" }, key: "check_runs", pages })),
    deployments,
    deploymentStatuses: remembered((id) => reader.list({ path: `/deployments/${id}/statuses`, pages: 1 })),
    isOwn: async (check) => {
      const id = idAt(check, "id");
      const name = textAt(check, "name");
      if (id !== null && id === own.checkRunId || name !== null && name === own.checkName) return { ok: true, value: true };
      if (readGateMark(textAt(fieldsOf(check["output"]), "summary") ?? "") !== null) return { ok: true, value: true };
      const byActions = textAt(fieldsOf(check["app"]), "slug") === "github-actions";
      if (own.checkRunId === null || !byActions) return { ok: true, value: false };
      const known = await ownName(own.checkRunId);
      return known.ok ? { ok: true, value: name === known.value } : known;
    }
  };
}
async function look(source, question) {
  const commits = [...new Set(question.commits)].filter(isCommit);
  const introducing = commits.at(-1);
  const asked = commits.length <= SIGNAL_COMMITS || introducing === void 0 ? commits : [...commits.slice(0, SIGNAL_COMMITS - 1), introducing];
  const found = await Promise.all(
    SIGNAL_KINDS.filter((kind) => question.kinds.includes(kind)).map((kind) => {
      switch (kind) {
        case "status":
          return ofCommits(asked, kind, (commit) => statusesOf(source, commit, question));
        case "check":
          return ofCommits(asked, kind, (commit) => checksOf(source, commit, question));
        case "deployment":
          return deploymentsOf(source, new Set(commits), question);
      }
    })
  );
  return {
    records: found.flatMap(({ records }) => records).toSorted(newestFirst),
    asked: asked.length,
    commits: commits.length,
    gaps: found.flatMap(({ gaps }) => gaps)
  };
}
var byPlace = byKeys(({ kind }) => kind, ({ name }) => name, ({ commit }) => commit, ({ word }) => word);
function newestFirst(a, b) {
  return b.time - a.time || byPlace(a, b);
}
async function ofCommits(commits, kind, read) {
  const records = [];
  for (let start = 0; start < commits.length; start += AT_ONCE2) {
    for (const answer of await Promise.all(commits.slice(start, start + AT_ONCE2).map(read))) {
      if (!answer.ok) return { records, gaps: [gapOf(kind, answer.failure)] };
      records.push(...answer.value);
    }
  }
  return { records, gaps: [] };
}
function gapOf(kind, failure) {
  return { kind, reason: failure.message, permission: lacksPermission(failure) ? PERMISSIONS[kind] : null };
}
async function statusesOf(source, commit, { wanted }) {
  const answer = await source.statuses(commit);
  if (!answer.ok) return answer;
  const records = answer.value.items.flatMap((status) => statusRecord(status, commit) ?? []).filter(({ name }) => wanted("status", name));
  return { ok: true, value: records };
}
async function checksOf(source, commit, { wanted }) {
  const answer = await source.checks(commit);
  if (!answer.ok) return answer;
  if (!answer.value.complete) {
    return { ok: false, failure: { kind: "unavailable", message: `${commit.slice(0, 7)} has more than ${answer.value.items.length} of them` } };
  }
  const records = [];
  for (const check of answer.value.items) {
    const record2 = checkRecord(check, commit, Math.floor(Date.now() / 1e3));
    if (record2 === null || !wanted("check", record2.name)) continue;
    const own = await source.isOwn(check);
    if (!own.ok) return own;
    if (!own.value) records.push(record2);
  }
  return { ok: true, value: records };
}
async function deploymentsOf(source, commits, { wanted }) {
  const answer = await source.deployments();
  if (!answer.ok) return { records: [], gaps: [gapOf("deployment", answer.failure)] };
  const newest = /* @__PURE__ */ new Map();
  for (const fields of answer.value.items) {
    const deployment = deploymentOf(fields);
    if (deployment === null || !commits.has(deployment.commit) || !wanted("deployment", deployment.name)) continue;
    const known = newest.get(deployment.name);
    if (known === void 0 || isNewer(deployment, known)) newest.set(deployment.name, deployment);
  }
  const records = [];
  for (const deployment of newest.values()) {
    const statuses = await source.deploymentStatuses(deployment.id);
    if (!statuses.ok) return { records, gaps: [gapOf("deployment", statuses.failure)] };
    records.push(deploymentRecord(deployment, statuses.value.items));
  }
  return { records, gaps: [] };
}

// src/github-records.ts
function githubRecords(target, branch, own, say) {
  const signals = openSignals(target, own);
  return {
    mergeTimes: (commits, order) => mergeTimes(target, { commits, branch, order }, say),
    signals: (question) => signals.look(question)
  };
}

// src/action.ts
async function runAction(environment, write) {
  const say = (line) => write(`${escapeLog(line)}
`);
  const context = readContext(environment);
  const inputs = readInputs(environment);
  const reading = readSettings(inputs);
  const judged = reading.kind === "invalid" ? { report: failedReport(reading.findings, false), published: context.sha } : await judge(environment, context, inputs, reading.settings, say);
  const { report } = judged;
  const settings = reading.kind === "ok" ? reading.settings : null;
  const status = await deliver(report, { context, inputs, settings, published: judged.published }, write);
  if (environment["GITHUB_EVENT_NAME"] === "schedule" && (settings?.shard?.index ?? 1) === 1) await tendSoaking(context, settings, say);
  return status;
}
async function tendSoaking({ apiUrl, repository, branch }, settings, say) {
  const token = settings?.githubToken ?? null;
  if (token === null || branch === null) return;
  await rerunSoaked({ token, apiUrl, repository }, { branch, now: presentTime(), inWords: showDuration }, say);
}
async function judge(environment, context, inputs, settings, say) {
  let published = context.sha;
  try {
    const event = await readEvent(environment);
    if (isProposed(event)) published = event.headSha;
    const trees = async (repository) => {
      const tip = tipInAttempt(settings.plannedTip, context.runAttempt);
      if (settings.plannedTip !== null && tip === null) say("The plan is of an earlier attempt of this run, so the base branch is asked again.");
      const ids = await revisionsOf(event, settings.base, repository, tip);
      published = ids.published;
      return { revisions: await treesOf(ids, repository), published: await publishedTree(event, ids, repository, say) };
    };
    const report = await runIn({
      directory: resolve(environment["GITHUB_WORKSPACE"] ?? ".", settings.workingDirectory),
      inputs,
      settings,
      trust: isProposed(event) ? "before" : "head",
      everything: event.kind === "schedule",
      workflow: context.workflowFile,
      serverUrl: context.serverUrl,
      environment,
      temporary: context.temporary,
      now: presentTime(),
      say,
      trees,
      ...githubOf(event, context, inputs, settings, say),
      ...event.kind === "push" ? { board: "touched" } : event.kind === "schedule" ? { board: "all" } : {}
    });
    return { report, published };
  } catch (error) {
    if (error instanceof UserError) return { report: failedReport([findingOf(error)], settings.reportOnly), published };
    say("Parity Gate ended by a bug of its own; please report it with these lines.");
    for (const line of (error instanceof Error ? error.stack ?? error.message : String(error)).split("\n")) say(line);
    return { report: failedReport([], false), published };
  }
}
function githubOf(event, context, inputs, settings, say) {
  const branch = baseBranch(event, context);
  const { githubToken: token, checkName } = settings;
  if (token === null || branch === null) return {};
  const { apiUrl, repository } = context;
  return { github: githubRecords({ token, apiUrl, repository }, branch, { checkRunId: checkRunIdOf(inputs), checkName }, say) };
}
function baseBranch(event, { branch }) {
  return isProposed(event) ? event.baseRef.replace(/^refs\/heads\//, "") : branch;
}
async function publishedTree(event, { head, published }, repository, say) {
  if (event.kind !== "pull_request" || head === published) return repository.tree(head);
  try {
    await repository.ensureCommits([published]);
    return await repository.tree(published);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(`The pull request's head cannot be fetched, so annotations name files without lines: ${error.message}`);
    return null;
  }
}

// src/plan-action.ts
async function runPlanAction(environment, write) {
  const inputs = readInputs(environment);
  const plan = await planForEvent({ inputs, settings: requireSettings(inputs), shards: readInput(environment, "shards") }, environment);
  const matrix = matrixJson(plan.matrix);
  write(`${escapeLog(matrix)}
`);
  const { outputFile, runAttempt } = readContext(environment);
  await setOutput(outputFile, "matrix", matrix);
  if (plan.live !== null && runAttempt !== null) await setOutput(outputFile, "live", formatPlannedTip({ commit: plan.live, attempt: runAttempt }));
  return 0;
}

// src/index.ts
var SUB_ACTIONS = /* @__PURE__ */ new Map([["plan", runPlanAction], ["merge", runMergeAction]]);
var run = SUB_ACTIONS.get(process.env["INPUT_SUB-ACTION"] ?? "") ?? runAction;
try {
  process.exitCode = await run(process.env, (text) => process.stdout.write(text));
} catch (error) {
  process.exitCode = 1;
  if (error instanceof UserError) console.error(`${error.message}
${error.help}`);
  else console.error("Parity Gate ended by a bug of its own; please report it with these lines.\n", error);
}
