import { notice } from '../../src/lookup/inbox.js';

/** What is said where nobody else has anything to say. */
export const expired = notice('This is no longer kept', 'Begin again with /wirewatch.');
export const unknownButton = notice('This button is no longer used', 'Ask with /wirewatch help.');
export const tooSlow = notice('That took too long', 'Nothing was changed. Try again in a moment.');
export const elsewhere = notice('Not here', 'This Wirewatch answers in another server.');
