/**
 * Unit codes after the Unified Code for Units of Measure, case sensitive (UCUM 2.1, §§ 5 to 12 and
 * the tables behind them): the grammar whole, of the units those that a plant meets.
 */

const prefixes = 'Y,Z,E,P,T,G,M,k,h,da,d,c,m,u,n,p,f,a,z,y,Ki,Mi,Gi,Ti'.split(',');

/** Units that take a prefix. */
const metric = new Set(
  `m,s,g,rad,K,C,cd,mol,sr,Hz,N,Pa,J,W,A,V,F,Ohm,S,Wb,Cel,T,H,lm,lx,Bq,Gy,Sv,l,L,ar,t,bar,u,eV,pc,
kat,U,cal,cal_IT,cal_th,B,Np,B[SPL],B[V],B[mV],B[uV],B[W],B[kW],bit,By,Bd,st,m[H2O],m[Hg],dyn,erg,P,St,
Mx,G,Oe,Gb,Ci,R,RAD,REM,tex,mho,eq,osm,gf,[g],[c],[h],[k],[e],[G],[iU],[IU],[ly]`
    .replaceAll('\n', '')
    .split(','),
);

const plain = new Set(
  `10*,10^,[pi],%,[ppth],[ppm],[ppb],[pptr],deg,','',gon,circ,sph,min,h,d,a,a_t,a_j,a_g,wk,mo,mo_s,mo_j,
mo_g,AU,atm,att,[lbf_av],[degF],[degR],[degRe],[in_i],[ft_i],[yd_i],[mi_i],[fth_i],[nmi_i],[kn_i],
[sin_i],[sft_i],[syd_i],[cin_i],[cft_i],[cyd_i],[mil_i],[cml_i],[in_us],[ft_us],[yd_us],[mi_us],[acr_us],
[gal_us],[bbl_us],[qt_us],[pt_us],[foz_us],[gal_br],[qt_br],[pt_br],[lb_av],[oz_av],[dr_av],[gr],
[ston_av],[lton_av],[scwt_av],[lcwt_av],[lb_tr],[oz_tr],[psi],[Btu],[Btu_IT],[Btu_th],[HP],[pH],[S],
[den],[mesh_i],[car_m],[car_Au],[in_i'H2O],[in_i'Hg],bit_s,[arb'U],[m/s2/Hz^0.5]`
    .replaceAll('\n', '')
    .split(','),
);

/** True where the code keeps the grammar and each of its units is known. */
export function isUcumCode(code: string): boolean {
  const end = mainTerm(code, 0, 0);
  return code !== '' && end === code.length;
}

const deepest = 16;

/** The position behind a term that may start with `/`, or -1. */
function mainTerm(code: string, start: number, depth: number): number {
  if (depth > deepest) return -1;
  let at = component(code, code[start] === '/' ? start + 1 : start, depth);
  while (at >= 0 && (code[at] === '.' || code[at] === '/')) at = component(code, at + 1, depth);
  return at;
}

function component(code: string, start: number, depth: number): number {
  if (code[start] === '(') {
    const end = mainTerm(code, start + 1, depth + 1);
    return end >= 0 && code[end] === ')' ? end + 1 : -1;
  }
  const [text = ''] = /^(?:\[[^\]]*\]|\{[^{}]*\}|[^./(){}[\]])*/.exec(code.slice(start)) ?? [];
  return isComponent(text) ? start + text.length : -1;
}

/** `mm2`, `10*3`, `4`, `{pieces}`, `g{dry}`. */
function isComponent(text: string): boolean {
  const [, unit = '', annotation] = /^([^{]*)(\{[^{}]*\})?$/.exec(text) ?? [];
  if (unit === '') return annotation !== undefined;
  if (/^[1-9]\d*$/.test(unit)) return true;
  const [, base = '', exponent] = /^(.*?)([+-]?\d+)?$/.exec(unit) ?? [];
  return isSimpleUnit(unit) || (exponent !== undefined && isSimpleUnit(base));
}

function isSimpleUnit(text: string): boolean {
  if (metric.has(text) || plain.has(text)) return true;
  return prefixes.some(
    (prefix) => text.startsWith(prefix) && metric.has(text.slice(prefix.length)),
  );
}

/** What people write instead, in lower case. */
const meant: ReadonlyMap<string, string> = new Map(
  Object.entries({
    t: 'tonne,tonnes,ton,tons,to,mt',
    kg: 'kilogram,kilograms,kgs,kilo',
    g: 'gram,grams,gr',
    Cel: 'degc,°c,celsius,deg_c,degreecelsius,degreescelsius,grad,c',
    '[degF]': 'degf,°f,fahrenheit,deg_f',
    K: 'kelvin,degk,°k',
    deg: '°,degree,degrees',
    m: 'meter,meters,metre,metres,mtr',
    mm: 'millimeter,millimetre,millimeters,millimetres',
    um: 'micron,microns,micrometer,micrometre',
    '[in_i]': 'inch,inches,in',
    '[ft_i]': 'foot,feet,ft',
    s: 'sec,secs,second,seconds',
    min: 'minute,minutes,mins',
    h: 'hr,hrs,hour,hours',
    d: 'day,days',
    wk: 'week,weeks',
    mo: 'month,months',
    a: 'year,years,yr,y',
    '/min': 'rpm,1/min,u/min,upm',
    '/s': '1/s,u/s',
    '/h': '1/h,u/h',
    L: 'liter,litre,liters,litres,ltr',
    m3: 'nm3,cbm,sm3,stm3',
    N: 'newton',
    'N.m': 'nm',
    Pa: 'pascal',
    MPa: 'mpa',
    kPa: 'kpa',
    mbar: 'millibar',
    '[psi]': 'psi,psig,psia',
    W: 'watt,watts',
    kW: 'kw,kilowatt',
    MW: 'megawatt',
    'kW.h': 'kwh',
    'MW.h': 'mwh',
    'W.h': 'wh',
    'kV.A': 'kva',
    'kV.A.h': 'kvah,kvarh',
    V: 'volt,volts',
    kV: 'kv',
    A: 'ampere,amperes,amp,amps',
    'A.h': 'ah',
    Ohm: 'ohm,ohms',
    Hz: 'hz,hertz',
    kHz: 'khz',
    J: 'joule,joules',
    '%': 'percent,pct,prozent,procent',
    '[ppm]': 'ppm',
    '[ppb]': 'ppb',
    '[pH]': 'ph',
    1: 'pcs,pc,piece,pieces,stk,st.,count,each,ea,unit,units,none,-,ratio,number,bool,boolean',
  }).flatMap(([code, words]) => words.split(',').map((word) => [word, code] as const)),
);

/** The code that was probably meant, or undefined; always one that `isUcumCode` takes. */
export function nearestUcumCode(written: string): string | undefined {
  const ascii = written
    .normalize('NFKC')
    .replace(/[µμ]/g, 'u')
    .replace(/Ω/g, 'Ohm')
    .replace(/[·⋅*]/g, '.')
    .replace(/[\s^]/g, '');
  const whole = meant.get(ascii.toLowerCase());
  if (whole !== undefined) return whole;
  const code = ascii
    .split(/([./()])/)
    .map((part) => (isUcumCode(part) ? part : replaced(part)))
    .join('');
  return code !== written && isUcumCode(code) ? code : undefined;
}

function replaced(part: string): string {
  const word = part.toLowerCase();
  const [, base = '', exponent = ''] = /^(.*?)([+-]?\d+)?$/.exec(word) ?? [];
  const unit = meant.get(word) ?? meant.get(base);
  if (unit === undefined) return isUcumCode(word) ? word : part;
  return meant.has(word) ? unit : `${unit}${exponent}`;
}

/** Codes that UCUM knows as something that hardly any plant measures. */
export const doubtfulCodes: ReadonlyMap<string, string> = new Map([
  ['C', 'the coulomb'],
  ['ft', 'the femtotonne'],
  ['U/min', 'the enzyme unit per minute'],
  ['U/s', 'the enzyme unit per second'],
  ['U/h', 'the enzyme unit per hour'],
]);
