import { asciiOnly } from './visible.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The text as a terminal of this locale shows it: unchanged where the locale is UTF-8 or not said,
 * in ASCII where it is another one (POSIX: LC_ALL before LC_CTYPE before LANG).
 */
export function inLocale(text: string, env: Variables): string {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => (value ?? '') !== '');
  return locale === undefined || /utf-?8/i.test(locale) ? text : asciiOnly(text);
}
