/** Adds personal members to both streams, in every major. */
export function withPersonal(
  files: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => {
      if (/\/heat\.v\d\.schema\.json$/.test(path)) {
        return [
          path,
          text.replace(
            '"status": {',
            `"operator": { "type": "object", "required": ["name", "phone"], "properties": {
      "name": { "type": "string", "pattern": "^[A-Z]", "maxLength": 30 },
      "badge": { "type": "string", "maxLength": 12 }, "phone": { "type": "string" } } },
    "status": {`,
          ),
        ];
      }
      if (/\/heat\.v\d\.odcs\.yaml$/.test(path)) {
        const member = (name: string, treatment: string) => `
          - name: ${name}
            logicalType: string
            classification: personal
            customProperties: [{ property: personal, value: ${treatment} }]`;
        return [
          path,
          text.replace(
            '    quality:\n',
            `      - name: operator
        logicalType: object
        properties:${member('name', 'pseudonymise')}${member('badge', 'encrypt')}${member('phone', 'drop')}
    quality:\n`,
          ),
        ];
      }
      if (/\/strand\.v\d\.schema\.json$/.test(path)) {
        return [
          path,
          text.replace('"quality": {', '"inspector": { "type": "string" },\n      "quality": {'),
        ];
      }
      if (/\/strand\.v\d\.odcs\.yaml$/.test(path)) {
        return [
          path,
          `${text}    properties:
      - name: inspector
        logicalType: string
        classification: personal
        customProperties: [{ property: personal, value: encrypt }]
`,
        ];
      }
      return [path, text];
    }),
  );
}
