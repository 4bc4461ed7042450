import { itemNodes, memberNode, type NodeAt } from '../source/node-at.ts';
import type {
  Change,
  CompatibilityMode,
  Derivation,
  FileReference,
  ModelResult,
} from './dataset.ts';

/**
 * The `tundish` entry of a schema object as written: form is checked here, whether its paths and
 * files exist is not. `tundish-profile.schema.json` says the same for editors; a test holds both
 * together.
 */
export type Profile = EventProfile | SensorProfile | ComputedProfile | FilesProfile;

export interface ProfileCommon {
  readonly at: NodeAt;
  readonly compatibility?: CompatibilityMode;
  readonly change?: Change;
}

export interface EventProfile extends ProfileCommon {
  readonly kind: 'event';
  readonly topic: string;
  readonly eventKey: readonly string[] | 'payload';
  readonly eventTime?: EventTimeProfile;
  readonly versionPointer?: string;
  readonly revision?: string;
  readonly cancelled?: { readonly field: string; readonly equals: string };
  readonly result?: ModelResult;
  readonly derives: readonly DerivationProfile[];
  readonly files: readonly FileReference[];
}

/** A derivation as written: the kinds of its identifiers stand at the fields. */
export type DerivationProfile = Omit<Derivation, 'parentKind' | 'childKind'>;

export interface SensorProfile extends ProfileCommon {
  readonly kind: 'sensor';
  readonly topic: string;
  readonly dimensions: readonly string[];
  readonly tag: string;
  readonly value: string;
  readonly quality?: string;
  readonly eventTime: EventTimeProfile;
  readonly samplingMs?: number;
  readonly tags?: string;
}

export interface ComputedProfile extends ProfileCommon {
  readonly kind: 'computed';
  readonly transform: string;
  readonly incremental?: {
    readonly key: readonly string[];
    readonly changedBy: readonly {
      readonly view: string;
      readonly keys: readonly string[] | string;
      readonly at: NodeAt;
    }[];
  };
}

export interface FilesProfile extends ProfileCommon {
  readonly kind: 'files';
  /** `./surface`, or the name of a place outside the repository. */
  readonly folder: string;
  readonly manifest: string;
}

export interface EventTimeProfile {
  readonly field: string;
  readonly zone?: string;
  readonly skewMs?: number;
}

/** Where the profile's finding about one of its members stands. */
export function profileMember(profile: Profile, ...names: readonly string[]): NodeAt {
  let at: NodeAt = profile.at;
  for (const name of names) at = memberNode(at, name) ?? itemNodes(at)[Number(name)] ?? at;
  return at;
}
