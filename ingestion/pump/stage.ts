/**
 * One step between receiving and writing: synchronous, over a whole batch. A stage never throws for
 * what a message holds; what it cannot read it passes on, marked.
 */
export type Stage<In, Out> = (batch: readonly In[]) => readonly Out[];

/** Two stages as one. */
export function chain<A, B, C>(first: Stage<A, B>, second: Stage<B, C>): Stage<A, C> {
  return (batch) => second(first(batch));
}
