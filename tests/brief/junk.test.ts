import { expect, test } from 'vitest';
import { isFurniture } from '../../src/brief/junk.js';

test.each([
  'FILE PHOTO: The logo of Acme is seen in Oslo, Norway, June 13, 2018.',
  'Prime Minister Ana Ruiz speaks at a rally in Lima, Peru, March 23, 2018.',
  'A view of the port of Rotterdam, Netherlands, September 14, 2018.',
  'Jane Doe (L) and John Roe (2nd R) shake hands.',
  'Reporting by Jan Smit; editing by Eva Bos.',
  'Sue Lin contributed research.',
  'Sign up for our weekly newsletter.',
  'By signing up you agree to our Terms of Use and Privacy Policy.',
  '(This version of the story corrects the year in paragraph 3)',
  'Related Coverage Acme shares fall again',
  'THIS ARTICLE IS PART OF TIMES EXPRESS',
  'Cecily is a tech reporter at Mashable who covers apps.',
  'In the course of our analysis, we’ve explored OpenAI’s decision to set up shop in China.',
  "At the same time, we've examined the challenges OpenAI may face there.",
  'In this article, we look at the reasons behind the move.',
  'This in-depth analysis of ours is long, and as we have seen, it is about the API.',
  'This essay aims to shed light on the ban.',
  '责任编辑：陈某',
])('%s is no part of a story', (line) => {
  expect(isFurniture(line)).toBe(true);
});

test.each([
  '(CNN) Share, and your gift will be multiplied.',
  'OTTAWA (Reuters) - Acme said on Monday that it would close two plants.',
  'According to Securities Times (via Reuters), users received an email.',
  'OpenAI launched the service on November 30, 2022.',
  'She was named chief executive on March 1, 2019.',
  'Relatives of the investigative reporter attended the hearing.',
  'The plan gives staff health benefits and new email addresses.',
  '“In the course of our analysis, we’ve explored the wreck,” the diver said.',
  'We have seen how they act,” the minister said, and he asked for calm.',
  'The minister said: “As we have seen, prices fall.',
  'In the analysis, the bank said that rates would rise.',
  'The article says that OpenAI explored the sale.',
  'The zoo announced his disappearance on Twitter at 11:51 a.m.',
])('%s is', (line) => {
  expect(isFurniture(line)).toBe(false);
});
