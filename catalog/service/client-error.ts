import type { Socket } from 'node:net';
import { type ProblemStatus, problem, problemMediaType } from './problem.ts';

const reasons: Readonly<Partial<Record<string, readonly [ProblemStatus, string]>>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};

/** Answers what never became a request, because it is not HTTP or never ends. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, phrase] = reasons[error.code ?? ''] ?? ([400, 'Bad Request'] as const);
  if (socket.writable) {
    const body = JSON.stringify(problem(status, 'This is no request that HTTP/1.1 knows'));
    socket.write(
      `HTTP/1.1 ${status} ${phrase}\r\ncontent-type: ${problemMediaType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroySoon();
}
