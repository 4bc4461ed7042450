/**
 * What a transform may call: functions whose result depends on their arguments alone (or on the
 * session's time zone, which is fixed), and aggregates and window functions. A list of what is
 * allowed rather than of what is not: PostgreSQL has thousands of functions, among them ones that
 * read files, sleep, connect elsewhere, and every extension adds more.
 */
export const allowedFunctions: ReadonlySet<string> = new Set(
  `
  abs cbrt ceil ceiling degrees div exp factorial floor gcd lcm ln log log10 mod power pow radians
  round scale min_scale trim_scale sign sqrt trunc width_bucket acos asin atan atan2 cos cot sin tan
  acosd asind atand atan2d cosd cotd sind tand sinh cosh tanh asinh acosh atanh erf erfc

  ascii btrim char_length character_length chr concat concat_ws format initcap left length lower lpad
  ltrim md5 normalize octet_length bit_length overlay position quote_literal quote_ident repeat replace
  reverse right rpad rtrim split_part starts_with strpos substr substring to_hex translate trim upper
  regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array
  regexp_split_to_table regexp_substr string_to_array string_to_table array_to_string sha224 sha256
  sha384 sha512 encode decode convert_from convert_to like_escape is_normalized similar_to_escape

  age date_bin date_part date_trunc extract isfinite justify_days justify_hours justify_interval
  make_date make_interval make_time make_timestamp make_timestamptz to_timestamp to_date to_char
  to_number timezone date_add date_subtract overlaps

  coalesce nullif greatest least num_nonnulls num_nulls

  array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position
  array_positions array_prepend array_remove array_replace array_reverse array_sort array_upper
  cardinality trim_array unnest generate_subscripts generate_series

  json_array_elements json_array_elements_text json_array_length json_build_array json_build_object
  json_each json_each_text json_extract_path json_extract_path_text json_object json_object_keys
  json_strip_nulls json_typeof jsonb_array_elements jsonb_array_elements_text jsonb_array_length
  jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path
  jsonb_extract_path_text jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_match
  jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set
  jsonb_set_lax jsonb_insert jsonb_strip_nulls jsonb_typeof jsonb_to_record jsonb_to_recordset
  row_to_json to_json to_jsonb

  isempty lower_inc lower_inf upper_inc upper_inf range_merge int4range int8range numrange tsrange
  tstzrange daterange multirange range_agg range_intersect_agg

  array_agg avg bit_and bit_or bit_xor bool_and bool_or any_value corr count covar_pop covar_samp
  every json_agg json_object_agg jsonb_agg jsonb_object_agg max min mode percentile_cont
  percentile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
  regr_syy stddev stddev_pop stddev_samp string_agg sum variance var_pop var_samp grouping

  cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
  `
    .split(/\s+/)
    .filter((name) => name !== ''),
);

/** Types that a transform may cast to; names of catalog objects (`regclass`) are not among them. */
export const allowedTypes: ReadonlySet<string> = new Set(
  `
  text varchar bpchar char name bool boolean int2 int4 int8 smallint integer int bigint float4 float8
  real numeric decimal date time timetz timestamp timestamptz interval json jsonb jsonpath uuid bytea
  int4range int8range numrange tsrange tstzrange daterange bit varbit
  `
    .split(/\s+/)
    .filter((name) => name !== ''),
);
