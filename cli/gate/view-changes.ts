import type { PlantVersion } from '../../contracts/compatibility/change/plant-version.ts';
import type { Place } from '../../contracts/finding.ts';
import { columnPlace } from '../../contracts/impact/column-place.ts';
import type { TransformRead } from '../../contracts/impact/transform-reads.ts';
import { nearest } from '../../contracts/source/suggestion.ts';
import type { PlannedView, ViewsByName } from './view-columns.ts';

/** What happened between two plans to something that a transform uses. */
export interface ViewChange {
  readonly kind: 'view-removed' | 'column-removed' | 'type-changed' | 'nullable-now';
  /** `curated.heat_v1`. */
  readonly view: string;
  /** Absent where the view is gone as a whole. */
  readonly column?: string;
  /** Where the transform uses it first. */
  readonly used: Place;
  /** Where the producer's contract says it; of what is gone, where it stood. */
  readonly place?: Place;
  /** Types, where that is what changed. */
  readonly types?: { readonly before: string; readonly after: string };
  /** Of a column that is gone: one that came in its place, as far as can be told. */
  readonly instead?: string;
}

/** Runs within `withLibraries`. */
export function viewChanges(
  reads: readonly TransformRead[],
  previous: { readonly version: PlantVersion; readonly views: ViewsByName } | undefined,
  current: { readonly version: PlantVersion; readonly views: ViewsByName },
): readonly ViewChange[] {
  if (previous === undefined) return [];
  return reads.flatMap(({ view, uses }) => {
    const before = previous.views.get(view);
    const after = current.views.get(view);
    const [first] = uses;
    if (before === undefined || first === undefined) return [];
    if (after === undefined) {
      const place = columnPlace(previous.version, view, '');
      return [{ kind: 'view-removed' as const, view, used: first.place, ...at(place) }];
    }
    return uses.flatMap(({ column, place: used }): readonly ViewChange[] => {
      const was = before.columns.get(column);
      const is = after.columns.get(column);
      if (was === undefined) return [];
      const common = { view, column, used };
      if (is === undefined) {
        const place = at(columnPlace(previous.version, view, column));
        return [{ kind: 'column-removed', ...common, ...place, ...instead(column, before, after) }];
      }
      const place = at(columnPlace(current.version, view, column));
      const types = { before: was.type, after: is.type };
      return [
        ...(was.type === is.type
          ? []
          : [{ kind: 'type-changed', ...common, ...place, types } as const]),
        ...(is.nullable && !was.nullable
          ? [{ kind: 'nullable-now', ...common, ...place } as const]
          : []),
      ];
    });
  });
}

function at(place: Place | undefined): Pick<ViewChange, 'place'> {
  return place === undefined ? {} : { place };
}

/** A new column that is spelt like it, or the only new one of its type. */
function instead(
  column: string,
  before: PlannedView,
  after: PlannedView,
): Pick<ViewChange, 'instead'> {
  const type = before.columns.get(column)?.type;
  const added = [...after.columns.values()].filter(({ name }) => !before.columns.has(name));
  const alike = added.filter((each) => each.type === type).map(({ name }) => name);
  const gone = [...before.columns.values()].filter(({ name }) => !after.columns.has(name));
  const names = added.map(({ name }) => name);
  const contained = alike.find((name) => name.includes(column) || column.includes(name));
  const found =
    nearest(column, names) ??
    contained ??
    (alike.length === 1 && gone.length === 1 ? alike[0] : undefined);
  return found === undefined ? {} : { instead: found };
}
