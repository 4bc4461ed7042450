/**
 * The import directions of the house (docs/architecture.md says them in prose). Everything that is
 * not allowed here is an error of `npm test`.
 */
const tests = '^(test|scripts)/';

/** A folder and all that its files may import inside the repository. */
function only(name, comment, from, ...allowed) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: {
      pathNot: [...allowed, 'node_modules', 'package.json$'],
      dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'],
    },
  };
}

/** A folder and the libraries that it may import. */
function libraries(name, comment, from, pathNot, ...allowed) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from, ...(pathNot === undefined ? {} : { pathNot }) },
    to: {
      path: 'node_modules',
      pathNot: allowed.map((library) => `node_modules/(@types/)?${library}(/|$)`),
    },
  };
}

const source = '^contracts/(finding\\.ts|source/|official/)';
const wires = '^connectors/(connector|failure|back-off|log)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'A cycle makes two files one. Pass the recursion in, or move the shared part left. (A field ' +
        'has a type and a type has fields: that one recursion of types is what the model is.)',
      severity: 'error',
      from: { pathNot: '^contracts/model/field(-type)?\\.ts$' },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports this file and it imports nothing.',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '\\.json$'] },
      to: {},
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-dependencies',
      comment: 'What runs in a plant stands in `dependencies`, not in `devDependencies`.',
      severity: 'error',
      from: { pathNot: tests },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '@types/' },
    },
    {
      name: 'nothing-imports-cli',
      comment: 'cli is the only composition root.',
      severity: 'error',
      from: { pathNot: ['^cli/', tests] },
      to: { path: '^cli/' },
    },
    {
      name: 'nothing-imports-products',
      comment: 'Products are data, read through RepositoryFiles.',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: '^products/' },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'Tests depend on the code, never the other way.',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: '^test/' },
    },
    {
      name: 'contracts-pure',
      comment: 'The language knows no network, no clock and no environment: no Node module.',
      severity: 'error',
      from: { path: '^contracts/' },
      to: { dependencyTypes: ['core'] },
    },
    libraries(
      'contracts-libraries',
      'Parsers of YAML, SQL and regular expressions; nothing that touches a wire.',
      '^contracts/',
      undefined,
      'yaml',
      'libpg-query',
      '@pgsql/types',
      'refa',
      '@eslint-community/regexpp',
    ),
    only('finding-alone', 'Findings are free for all, so they need nothing.', '^contracts/finding'),
    only(
      'source-order',
      'source reads files, positions and references.',
      '^contracts/source/',
      source,
    ),
    only(
      'model-order',
      'model builds on source only.',
      '^contracts/model/',
      source,
      '^contracts/model/',
    ),
    only(
      'lint-order',
      'lint judges the model; it knows no plan and no generator.',
      '^contracts/lint/',
      source,
      '^contracts/(model|lint)/',
    ),
    only(
      'plan-order',
      'The plan follows from the model alone.',
      '^contracts/plan/',
      source,
      '^contracts/(model|plan)/',
    ),
    only(
      'generate-order',
      'Generators write down the plan.',
      '^contracts/generate/',
      source,
      '^contracts/(model|plan|generate)/',
    ),
    only(
      'containment-order',
      'Whether a schema contains another follows from the two schemas alone.',
      '^contracts/compatibility/containment/',
      source,
      '^contracts/compatibility/containment/',
    ),
    only(
      'change-order',
      'What changed follows from model and plan of both sides, and from containment.',
      '^contracts/compatibility/change/',
      source,
      '^contracts/(model|plan)/',
      '^contracts/compatibility/(containment|change)/',
    ),
    only(
      'judgement-order',
      'What a change means is judged on its facts.',
      '^contracts/compatibility/judgement/',
      source,
      '^contracts/(model|plan)/',
      '^contracts/compatibility/(change|judgement)/',
    ),
    only(
      'impact-order',
      'Who reads what follows from model and plan.',
      '^contracts/impact/',
      source,
      '^contracts/(model|plan|impact)/',
    ),
    only(
      'migration-order',
      'Steps between two plans are written in the SQL of the generators.',
      '^contracts/migration/',
      source,
      '^contracts/(model|plan|generate|migration)/',
    ),
    only(
      'draft-order',
      'A draft is text for a person, drawn from samples; it knows no plan and no rule.',
      '^contracts/draft/',
      source,
      '^contracts/(model|draft)/',
    ),
    only(
      'exchange-order',
      'exchange translates contracts from and into other formats, some of which are generated.',
      '^contracts/exchange/',
      source,
      '^contracts/(model|generate|exchange)/',
    ),
    only(
      'connectors-alone',
      'A connector knows its protocol and the shared interfaces, no other connector.',
      '^connectors/(?!pglite/)([^/]+)/',
      wires,
      '^connectors/$1/',
      '^contracts/source/repository-files\\.ts$',
    ),
    only(
      'pglite-beside-postgres',
      'PostgreSQL in the process gives the values and errors of one that is a server.',
      '^connectors/pglite/',
      wires,
      '^connectors/pglite/',
      '^connectors/postgres/postgres-(failure|values)\\.ts$',
    ),
    {
      name: 'repository-files-only-for-repository',
      comment: 'Only the connector of repositories knows how contracts are read.',
      severity: 'error',
      from: { path: '^connectors/', pathNot: '^connectors/repository/' },
      to: { path: '^contracts/' },
    },
    only('connector-interfaces', 'The interfaces stand alone.', wires, wires),
    libraries(
      'mqtt-libraries',
      'One protocol, its library.',
      '^connectors/mqtt/',
      undefined,
      'mqtt',
      'mqtt-packet',
    ),
    libraries(
      'amqp-libraries',
      'One protocol, its library.',
      '^connectors/amqp/',
      undefined,
      'amqplib',
    ),
    libraries(
      'postgres-libraries',
      'One protocol, its library.',
      '^connectors/postgres/',
      undefined,
      'pg',
      'pg-copy-streams',
      'pg-types',
      'pg-protocol',
    ),
    libraries(
      'pglite-libraries',
      'PostgreSQL in the process.',
      '^connectors/pglite/',
      undefined,
      '@electric-sql/pglite',
    ),
    libraries(
      'spreadsheet-libraries',
      'One format, its libraries.',
      '^connectors/spreadsheet/',
      undefined,
      'read-excel-file',
      'write-excel-file',
    ),
    libraries(
      'files-libraries',
      'One format that is not written by hand, its library.',
      '^connectors/files/',
      undefined,
      'hyparquet',
    ),
    libraries(
      'other-connector-libraries',
      'A connector without a line of its own needs no library.',
      '^connectors/',
      '^connectors/(mqtt|amqp|postgres|pglite|memory|files|spreadsheet)/',
    ),
    only(
      'ingestion-order',
      'The data plane sees the plan and interfaces, never a driver.',
      '^ingestion/',
      '^ingestion/',
      '^contracts/',
      wires,
    ),
    libraries('ingestion-libraries', 'No driver, no framework.', '^ingestion/', undefined),
    only(
      'deploy-order',
      'deploy turns the plan into what runs.',
      '^deploy/',
      '^deploy/',
      '^contracts/',
      wires,
    ),
    libraries('deploy-libraries', 'No driver.', '^deploy/', undefined),
    only(
      'catalog-order',
      'The catalog shows contracts; it knows no environment, no driver and no data plane.',
      '^catalog/',
      '^catalog/',
      '^contracts/',
      wires,
    ),
    only(
      'catalog-assets-first',
      'Assets follow from the contracts alone; search, service and pages build on them.',
      '^catalog/assets/',
      '^catalog/assets/',
      '^contracts/',
    ),
    only(
      'catalog-search-order',
      'Search knows assets, not how it is asked.',
      '^catalog/search/',
      '^catalog/(assets|search)/',
      '^contracts/',
    ),
    {
      name: 'catalog-assets-pure',
      comment: 'The same contracts give the same assets and hits: no Node module.',
      severity: 'error',
      from: { path: '^catalog/(assets|search)/' },
      to: { dependencyTypes: ['core'] },
    },
    libraries(
      'catalog-libraries',
      'One HTTP framework with its OpenAPI plugin, shapes, counters; no driver.',
      '^catalog/',
      undefined,
      'fastify',
      '@fastify/swagger',
      'prom-client',
      'zod',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|generated)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
