import { grouped } from '../../demo/view/table.ts';

/** `12 s`, `4 min`, `3 h`, `9 d` */
export function age(instant: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${grouped(Math.round(seconds / 86_400))} d`;
}
