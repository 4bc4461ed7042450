import swagger, { type SwaggerOptions } from '@fastify/swagger';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { type Log, silentLog } from '../../connectors/log.ts';
import { addPages, errorPage } from '../pages/pages.ts';
import { accepts } from './accept.ts';
import { addApiRoutes, responseSchemas } from './api-routes.ts';
import { answerClientError } from './client-error.ts';
import { etagOf, isKnown } from './etag.ts';
import { componentsOf } from './json-schemas.ts';
import { addOperationRoutes } from './operation-routes.ts';
import { type Problem, ProblemError, problem, problemMediaType } from './problem.ts';
import { type RequestMetrics, requestMetrics } from './request-metrics.ts';
import type { Snapshot } from './snapshot.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The media type of the route's answers; checked against Accept. */
    readonly produces?: string;
    /** Neither logged nor cacheable: what machines ask every few seconds. */
    readonly quiet?: boolean;
  }
}

export interface CatalogService {
  /** For requests without a socket, in tests. */
  readonly app: FastifyInstance;
  /** Requests that begin from now on are answered from `snapshot`. */
  swap(snapshot: Snapshot): void;
  /** Port 0 takes a free one. Resolves to the address, `http://127.0.0.1:8080`. */
  listen(at: { readonly port: number; readonly host: string }): Promise<string>;
  /** Answers what has begun, then ends; after three seconds in any case. */
  close(): Promise<void>;
}

/** Room for every parameter at its longest, escaped; Node ends a request line at 16 KiB. */
const LONGEST_ADDRESS = 8192;
const LARGEST_BODY = 65_536;
const CLOSE_WITHIN_MS = 3000;

const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

/** The catalog over HTTP: a read-only view of one snapshot. It knows no environment. */
export async function catalogService(options: {
  readonly snapshot: Snapshot;
  /** Of the program, as OpenAPI tells it. */
  readonly version: string;
  readonly log?: Log;
  /** `/metrics` tells of the process as well. */
  readonly processMetrics?: boolean;
}): Promise<CatalogService> {
  const log = options.log ?? silentLog;
  const metrics = requestMetrics(options.processMetrics === true);
  const held = { snapshot: options.snapshot, draining: false };
  metrics.show(held.snapshot.catalog);
  const app = Fastify({
    logger: false,
    routerOptions: { maxParamLength: LONGEST_ADDRESS },
    bodyLimit: LARGEST_BODY,
    requestTimeout: 10_000,
    keepAliveTimeout: 5000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // A parameter that nobody knows is a slip of the pen: told, not dropped.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true, useDefaults: true } },
    clientErrorHandler: answerClientError,
    frameworkErrors: (_error, request, reply) => {
      sendProblem(request, reply, problem(400, 'The address is not written as URLs are'));
    },
  });
  app.setSerializerCompiler(() => JSON.stringify);
  for (const component of componentsOf(responseSchemas)) app.addSchema(component);
  await app.register(swagger, openApi(options.version));
  const patterns: RegExp[] = [];
  app.addHook('onRoute', ({ url }) => {
    patterns.push(new RegExp(`^${url.replaceAll('.', '\\.').replace(/:[a-z]+/g, '[^/]+')}$`));
  });
  addHooks(app, patterns, log, metrics);
  app.setErrorHandler((error: FastifyError | ProblemError, request, reply) => {
    if (error instanceof ProblemError) {
      return sendProblem(request, reply, error.problem, error.headers);
    }
    if (error.validation !== undefined) {
      return sendProblem(request, reply, validationProblem(error));
    }
    log.error(
      { route: request.routeOptions.url ?? 'unmatched', error: error.stack ?? error.name },
      'the catalog failed to answer',
    );
    return sendProblem(
      request,
      reply,
      problem(500, 'This is a fault of the program; its log says more'),
    );
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      request,
      reply,
      problem(404, 'Nothing is at this address; the API is described at openapi.json'),
    ),
  );
  app.addHook('preClose', (done) => {
    held.draining = true;
    done();
  });
  addApiRoutes(app, () => held.snapshot);
  addOperationRoutes(app, {
    registry: metrics.registry,
    isReady: () => !held.draining,
    catalog: () => held.snapshot.catalog,
  });
  addPages(app, () => held.snapshot);
  await app.ready();
  return {
    app,
    swap: (snapshot) => {
      held.snapshot = snapshot;
      metrics.show(snapshot.catalog);
    },
    listen: ({ port, host }) => app.listen({ port, host }),
    close: async () => {
      const deadline = setTimeout(() => app.server.closeAllConnections(), CLOSE_WITHIN_MS);
      await app.close();
      clearTimeout(deadline);
    },
  };
}

function openApi(version: string): SwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tundish catalog',
        version,
        description: 'The data products of one plant, read from their contracts. Read only.',
      },
    },
    refResolver: {
      buildLocalReference: (json) => String(json.$id),
    },
  };
}

function addHooks(
  app: FastifyInstance,
  patterns: readonly RegExp[],
  log: Log,
  metrics: RequestMetrics,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders);
    done(refused(request, patterns));
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    const quiet = request.routeOptions.config.quiet === true;
    reply.header('cache-control', quiet ? 'no-store' : 'no-cache');
    const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : undefined;
    if (reply.statusCode !== 200 || quiet || body === undefined) return done(null, payload);
    const etag = etagOf(body);
    reply.header('etag', etag);
    if (!isKnown(request.headers['if-none-match'], etag)) return done(null, payload);
    reply.code(304).removeHeader('content-type');
    done(null, null);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const { statusCode: status, elapsedTime } = reply;
    const { method } = request;
    metrics.observe({ route, method, status, seconds: elapsedTime / 1000 });
    if (request.routeOptions.config.quiet !== true) {
      const ms = Math.round(elapsedTime * 10) / 10;
      log.info({ route, method, status, ms }, 'answered');
    }
    done();
  });
}

/** What is refused before anything is read of a request. */
function refused(request: FastifyRequest, patterns: readonly RegExp[]): Error | undefined {
  const url = request.raw.url ?? '';
  if (url.length > LONGEST_ADDRESS) {
    return new ProblemError(problem(414, `An address has at most ${LONGEST_ADDRESS} characters`), {
      connection: 'close',
    });
  }
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) {
    return new ProblemError(problem(413, 'The catalog is read only; nothing is uploaded to it'), {
      connection: 'close',
    });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const [path = ''] = url.split('?');
    return patterns.some((pattern) => pattern.test(path))
      ? new ProblemError(problem(405, 'Only GET and HEAD are answered here'), {
          allow: 'GET, HEAD',
        })
      : new ProblemError(problem(404, 'Nothing is at this address'));
  }
  const { produces } = request.routeOptions.config;
  if (produces !== undefined && !accepts(request.headers.accept, produces)) {
    return new ProblemError(problem(406, `This address answers with ${produces}`));
  }
  return undefined;
}

function validationProblem(error: FastifyError): Problem {
  const where = error.validationContext === 'params' ? 'path' : 'query';
  const errors = (error.validation ?? []).map(({ instancePath, params, message }) => {
    const unknown = params.additionalProperty ?? params.missingProperty;
    const name = typeof unknown === 'string' ? unknown : instancePath.slice(1);
    // A name that the caller made up is not repeated at length.
    return { in: where, name: name.slice(0, 100), message: message ?? 'is wrong' };
  });
  return problem(400, `A parameter in the ${where} is wrong`, { errors });
}

/** A page for people who ask for one outside of the API, a problem document for everyone else. */
function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  told: Problem,
  headers: Readonly<Record<string, string>> = {},
): FastifyReply {
  const url = request.raw.url ?? '/';
  const wantsPage =
    !/^\/(api\/|openapi\.json|healthz|readyz|metrics)/.test(url) &&
    request.headers.accept?.includes('text/html') === true;
  reply.code(told.status).headers({ ...securityHeaders, ...headers, vary: 'accept' });
  return wantsPage
    ? reply.type('text/html; charset=utf-8').send(errorPage(told, url))
    : reply.type(problemMediaType).serializer(JSON.stringify).send(told);
}
