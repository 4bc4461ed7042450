import { isUcumCode, nearestUcumCode } from '../model/ucum.ts';

/**
 * The physical dimension of units after UCUM, as exponents of length, mass, time, current,
 * temperature, amount and luminous intensity. Angles and counts have none.
 */
export type Dimension = readonly number[];

const none: Dimension = [0, 0, 0, 0, 0, 0, 0];

/** Exponents of L M T I Θ N J, and the units that have them. */
const table: readonly (readonly [string, string])[] = [
  ['1', 'm,pc,[ly],AU,[in_i],[ft_i],[yd_i],[mi_i],[fth_i],[nmi_i],[mil_i],[in_us],[ft_us],[yd_us]'],
  [
    '0 1',
    'g,t,u,[lb_av],[oz_av],[dr_av],[gr],[ston_av],[lton_av],[scwt_av],[lcwt_av],[lb_tr],[oz_tr]',
  ],
  ['0 0 1', 's,min,h,d,a,a_t,a_j,a_g,wk,mo,mo_s,mo_j,mo_g'],
  ['0 0 0 1', 'A'],
  ['0 0 0 0 1', 'K,Cel,[degF],[degR],[degRe]'],
  ['0 0 0 0 0 1', 'mol'],
  ['0 0 0 0 0 0 1', 'cd,lm'],
  ['2', 'ar,[sin_i],[sft_i],[syd_i],[acr_us]'],
  [
    '3',
    'l,L,st,[cin_i],[cft_i],[cyd_i],[gal_us],[bbl_us],[qt_us],[pt_us],[foz_us],[gal_br],[qt_br],[pt_br]',
  ],
  ['1 0 -1', '[kn_i]'],
  ['0 0 -1', 'Hz,Bq,Ci,Bd'],
  ['1 1 -2', 'N,dyn,gf,[lbf_av]'],
  ['-1 1 -2', "Pa,bar,atm,att,[psi],m[H2O],m[Hg],[in_i'H2O],[in_i'Hg]"],
  ['2 1 -2', 'J,eV,cal,cal_IT,cal_th,erg,[Btu],[Btu_IT],[Btu_th]'],
  ['2 1 -3', 'W,[HP]'],
  ['0 0 1 1', 'C'],
  ['2 1 -3 -1', 'V'],
  ['2 1 -3 -2', 'Ohm'],
  ['-2 -1 3 2', 'S,mho'],
  ['-2 -1 4 2', 'F'],
  ['2 1 -2 -2', 'H'],
  ['2 1 -2 -1', 'Wb,Mx'],
  ['0 1 -2 -1', 'T,G'],
  ['-2 0 0 0 0 0 1', 'lx'],
  ['2 0 -2', 'Gy,Sv'],
  ['0 0 -1 0 0 1', 'kat,U'],
  ['-1 1 -1', 'P'],
  ['2 0 -1', 'St'],
  ['-1 1', 'tex,[den]'],
  [
    '0',
    "rad,sr,deg,',',gon,circ,sph,10*,10^,[pi],%,[ppth],[ppm],[ppb],[pptr],Np,B,bit,By,bit_s,eq,osm,[pH],B[SPL],B[V],B[mV],B[uV],B[W],B[kW]",
  ],
];

const dimensions: ReadonlyMap<string, Dimension> = new Map(
  table.flatMap(([exponents, units]) => {
    const written = exponents.split(' ').map(Number);
    const dimension = none.map((_, index) => written[index] ?? 0);
    return units.split(',').map((unit) => [unit, dimension] as const);
  }),
);

const prefixes = 'da,Ki,Mi,Gi,Ti,Y,Z,E,P,T,G,M,k,h,d,c,m,u,n,p,f,a,z,y'.split(',');

/** The dimension of a code; undefined where the code is none, or has a unit of no fixed dimension. */
export function dimensionOf(code: string): Dimension | undefined {
  const found = known.get(code);
  if (found !== undefined) return found.dimension;
  const dimension = isUcumCode(code) ? termOf(code) : undefined;
  if (known.size < mostKnown) known.set(code, { dimension });
  return dimension;
}

/** A plant writes a few codes thousands of times. */
const known = new Map<string, { readonly dimension: Dimension | undefined }>();
const mostKnown = 1_000;

export function isSameDimension(a: Dimension, b: Dimension): boolean {
  return a.every((exponent, index) => exponent === b[index]);
}

/**
 * A code of a dimension: the one that was probably meant by another code (kW for an energy is kW.h),
 * or else the given one.
 */
export function codeOfDimension(code: string, dimension: Dimension, otherwise: string): string {
  const meant = [nearestUcumCode(code), `${code}.h`];
  const found = meant.find((each) => {
    const own = each === undefined ? undefined : dimensionOf(each);
    return own !== undefined && isSameDimension(own, dimension);
  });
  return found ?? otherwise;
}

export function isDimensionless(dimension: Dimension): boolean {
  return isSameDimension(dimension, none);
}

/** A product and quotient of components; the grammar has been checked. */
function termOf(code: string): Dimension | undefined {
  let total: Dimension = none;
  let sign = 1;
  let at = 0;
  while (at < code.length) {
    if (code[at] === '.' || code[at] === '/') {
      sign = code[at] === '/' ? -1 : 1;
      at += 1;
      continue;
    }
    const end = code[at] === '(' ? closing(code, at) : at + componentLength(code.slice(at));
    const part =
      code[at] === '(' ? termOf(code.slice(at + 1, end - 1)) : componentOf(code.slice(at, end));
    if (part === undefined || end <= at) return undefined;
    const factor = sign;
    total = total.map((exponent, index) => exponent + factor * (part[index] ?? 0));
    sign = 1;
    at = end;
  }
  return total;
}

function closing(code: string, start: number): number {
  let depth = 0;
  for (let at = start; at < code.length; at += 1) {
    if (code[at] === '(') depth += 1;
    if (code[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return code.length;
}

function componentLength(text: string): number {
  return /^(?:\[[^\]]*\]|\{[^{}]*\}|[^./(){}[\]])*/.exec(text)?.[0].length ?? 0;
}

function componentOf(text: string): Dimension | undefined {
  const unit = text.replace(/\{[^{}]*\}/, '');
  if (unit === '' || /^\d+$/.test(unit)) return none;
  const whole = simple(unit);
  if (whole !== undefined) return whole;
  const [, base = '', exponent = '1'] = /^(.*?)([+-]?\d+)?$/.exec(unit) ?? [];
  return simple(base)?.map((each) => each * Number(exponent));
}

function simple(unit: string): Dimension | undefined {
  const known = dimensions.get(unit);
  if (known !== undefined) return known;
  const prefix = prefixes.find(
    (each) => unit.startsWith(each) && dimensions.has(unit.slice(each.length)),
  );
  return prefix === undefined ? undefined : dimensions.get(unit.slice(prefix.length));
}
