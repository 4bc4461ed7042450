import { memberNode, plainText } from '../../source/node-at.ts';
import type { ContractSource } from '../lint-context.ts';
import { type Problem, problemAt, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** The pattern that semver.org gives for a version. */
const semanticVersion =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z.-]+)?$/;

/** A contract's version is semantic, and its major stands in file name and topic. */
export const versionAgrees: Rule = {
  id: 'version-agrees',
  severity: 'error',
  summary: 'The version is semantic; file name and topic name the same major.',
  why: 'Messages are judged by the contract of the major that their topic names; a wrong number sends good records to quarantine.',
  *check(context) {
    for (const contract of context.contracts) yield* checkContract(contract);
  },
};

function* checkContract({ path, root, datasets }: ContractSource): Iterable<Problem> {
  const version = memberNode(root, 'version');
  const text = plainText(version);
  // What is no text is the finding of official-schema.
  if (version === undefined || text === undefined) return;
  const major = semanticVersion.exec(text)?.[1];
  if (major === undefined) {
    yield problemAt(
      version,
      `version is '${text}', which is not a semantic version`,
      `write three numbers, such as version: ${/^v(\d+\.\d+\.\d+)$/.exec(text)?.[1] ?? '1.0.0'}`,
    );
    return;
  }
  const inName = /\.v(\d+)\.odcs\.yaml$/.exec(path)?.[1];
  if (inName !== major) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    yield problemAt(
      version,
      `version ${text} has major ${major}, but the file is called ${name}`,
      `rename the file to ${name.replace(/(\.v\d+)?\.odcs\.yaml$/, `.v${major}.odcs.yaml`)}, or correct the version`,
    );
  }
  for (const { name, profile } of datasets) {
    const topic = memberNode(profile, 'topic');
    const text = textOf(profile, 'topic');
    if (topic === undefined || text === undefined) continue;
    const inTopic = /\/v(\d+)$/.exec(text)?.[1];
    if (inTopic === undefined && memberNode(profile, 'versionPointer') === undefined) {
      yield problemAtKey(
        topic,
        `neither the topic of stream '${name}' nor its messages name the contract's major`,
        `end the topic with /v${major}, or add versionPointer: <JSON pointer to the member that holds it>`,
      );
    } else if (inTopic !== undefined && inTopic !== major) {
      yield problemAt(
        topic,
        `the topic of stream '${name}' ends with v${inTopic}, but the contract's major is ${major}`,
        `end the topic with /v${major}, or correct the version`,
      );
    }
  }
}
