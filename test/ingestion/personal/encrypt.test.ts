import { describe, expect, test } from 'vitest';
import { decrypt } from '../../../ingestion/personal/decrypt.ts';
import { encrypt, isSealed } from '../../../ingestion/personal/encrypt.ts';
import { encryptionKeys } from '../../../ingestion/personal/personal-keys.ts';
import { pseudonym } from '../../../ingestion/personal/pseudonym.ts';
import { openBody, type SealPlace, sealBody } from '../../../ingestion/personal/sealed-body.ts';

const key = Buffer.alloc(32, 7);
const otherKey = Buffer.alloc(32, 8);
const keys = encryptionKeys(key);
const bytes = Buffer.from('"Müller"');
const place: SealPlace = { stream: 'heat.heat', topic: 'plant/heat', because: 'ahead' };
const here = Buffer.from('message 1');

describe('an encrypted text', () => {
  test('is read with its key, also among others', () => {
    const text = encrypt(bytes, here, keys);
    expect(text).toMatch(/^tundish:e1:[0-9a-f]{8}:[\w-]+$/);
    expect(decrypt(text, [otherKey, key])).toEqual(bytes);
    expect(decrypt(text, [otherKey])).toBeUndefined();
    expect(decrypt(text, [])).toBeUndefined();
  });

  test('is the same for the same bytes in the same place, and for nothing else', () => {
    const texts = [
      encrypt(bytes, here, keys),
      encrypt(bytes, Buffer.from('message 2'), keys),
      encrypt(Buffer.from('"Muller"'), here, keys),
      encrypt(bytes, here, encryptionKeys(otherKey)),
    ];
    expect(new Set(texts).size).toBe(4);
    expect(encrypt(bytes, here, encryptionKeys(Buffer.from(key)))).toBe(texts[0]);
    // Where context and bytes meet makes a difference.
    expect(encrypt(Buffer.from('bc'), Buffer.from('a'), keys)).not.toBe(
      encrypt(Buffer.from('c'), Buffer.from('ab'), keys),
    );
  });

  test('that was altered is not read', () => {
    const text = encrypt(bytes, here, keys);
    for (let at = 'tundish:e1:'.length; at < text.length - 1; at += 1) {
      const altered = text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1);
      expect(decrypt(altered, [key]), altered).toBeUndefined();
    }
    for (const none of ['', 'tundish:e1:', '"x"', `${text}=`, text.slice(0, 30)]) {
      expect(decrypt(none, [key])).toBeUndefined();
    }
  });

  test('of a whole message is told from every JSON', () => {
    expect(isSealed(sealBody(Buffer.from('\u0000 no JSON'), place, key))).toBe(true);
    for (const text of ['', 'true', '"tundish:e1:"', 'tundish:e1:']) {
      expect(isSealed(Buffer.from(text))).toBe(false);
    }
  });

  test('of a whole message opens for its stream and cause, and tells its topic', () => {
    const sealed = sealBody(bytes, place, key);
    expect(openBody(sealed, place, key)).toEqual({ topic: place.topic, body: bytes });
    expect(openBody(sealed, { ...place, stream: 'strand.strand' }, key)).toBeUndefined();
    expect(openBody(sealed, { ...place, because: 'unclear' }, key)).toBeUndefined();
    expect(openBody(sealed, place, otherKey)).toBeUndefined();
    // A value of a field is no body, and a body is no value.
    expect(openBody(Buffer.from(encrypt(bytes, here, keys)), place, key)).toBeUndefined();
    expect(decrypt(sealed.toString(), [key])).toBeUndefined();
    expect(sealBody(bytes, place, key)).toEqual(sealed);
    expect(sealBody(bytes, { ...place, topic: 'plant/other' }, key)).not.toEqual(sealed);
  });

  test('needs a key of 32 bytes', () => {
    expect(() => encryptionKeys(Buffer.alloc(16))).toThrow(RangeError);
  });
});

describe('a pseudonym', () => {
  test('is that of the value, however it is written', () => {
    expect(pseudonym('"Müller"', key)).toMatch(/^tundish:p1:[\w-]{43}$/);
    expect(pseudonym('"M\\u00fcller"', key)).toBe(pseudonym('"Müller"', key));
    expect(pseudonym('4711.0', key)).toBe(pseudonym('4.711e3', key));
  });

  test('differs by value, kind and key', () => {
    const sources = [
      '"4711"',
      '4711',
      '4711.00000000000000001',
      'true',
      '"true"',
      '{}',
      '[]',
      '""',
    ];
    const made = [
      ...sources.map((source) => pseudonym(source, key)),
      pseudonym('"4711"', otherKey),
    ];
    expect(new Set(made).size).toBe(made.length);
  });
});
