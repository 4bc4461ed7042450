/**
 * True for a role `r` of pg_roles whose grants the plan alone decides: the group roles of the runtime
 * and of products. What a plant made of its own, such as a login or `tundish_grafana`, is its own affair.
 */
export const MANAGED_ROLE =
  "(NOT r.rolcanlogin AND r.rolname ~ '^tundish_(writer|curated|business|.+_(read|input))$')";
