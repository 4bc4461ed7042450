import type { StoreSession } from '../../connectors/connector.ts';
import type { StoreName } from '../../contracts/plan/plan.ts';
import { qualifiedName } from '../../contracts/plan/sql-text.ts';
import { MANAGED_ROLE } from './managed-role.ts';

export interface Needs {
  /** Views and other objects that PostgreSQL would have to drop with it, `curated.heat_v1`. */
  readonly dependents: readonly string[];
  /** Roles of the plant's own, or `everybody`, that may read it. */
  readonly readers: readonly string[];
}

/** Who needs a table or view. */
export async function neededBy(
  session: StoreSession,
  store: StoreName,
  name: string,
): Promise<Needs> {
  const [row] = await session.query<{ object: string }>({
    text: NEEDS,
    values: [qualifiedName(store, name)],
  });
  return row === undefined ? { dependents: [], readers: [] } : (JSON.parse(row.object) as Needs);
}

const NEEDS = `
SELECT json_build_object(
  'dependents', (
    SELECT coalesce(json_agg(DISTINCT coalesce(
      vn.nspname || '.' || v.relname, pg_describe_object(d.classid, d.objid, d.objsubid))), '[]')
    FROM pg_depend d
    LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
    LEFT JOIN pg_class v ON v.oid = w.ev_class
    LEFT JOIN pg_namespace vn ON vn.oid = v.relnamespace
    WHERE d.deptype = 'n' AND v.oid IS DISTINCT FROM c.oid
      AND NOT EXISTS ( -- its own constraints, which go with it
        SELECT FROM pg_depend own
        WHERE own.classid = d.classid AND own.objid = d.objid AND own.deptype <> 'n'
          AND own.refclassid = 'pg_class'::regclass AND own.refobjid = c.oid)
      AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
        OR d.refclassid = 'pg_type'::regclass AND d.refobjid = c.reltype)
  ),
  'readers', (
    SELECT coalesce(json_agg(DISTINCT coalesce(r.rolname::text, 'everybody')), '[]')
    FROM aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE a.grantee <> c.relowner AND NOT coalesce(${MANAGED_ROLE}, false)
  )
)::text AS object
FROM pg_class c WHERE c.oid = to_regclass($1)`;
