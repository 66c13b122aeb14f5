/** What a model wrote for one sentence of a briefing, and the sentences of the sources that it says it rests on. */
export interface Claim {
  readonly text: string;
  /** The sentence that it stands in for. */
  readonly own: string;
  /** All that it cites, its own among them. */
  readonly cited: readonly string[];
}

/** Why a claim is not shown. */
type FaultKind =
  | 'citation'
  | 'form'
  | 'length'
  | 'quotation'
  | 'figure'
  | 'name'
  | 'order'
  | 'negation'
  | 'hedge'
  | 'direction'
  | 'stress'
  | 'new words'
  | 'left out';

export interface ClaimFault {
  readonly kind: FaultKind;
  /** What of the claim, or what of the source it lacks. */
  readonly detail: string;
}
