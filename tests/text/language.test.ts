import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { detectLanguage } from '../../src/text/language.js';

/** Any UTF-16 units, halves of characters among them. */
const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});

describe('the language of a text', () => {
  test.each<[string, string, string | undefined]>([
    ['en', 'OpenAI is hiring staff who speak Mandarin to work with developers in the region.', undefined],
    ['zh-Hans', '百度和阿里云已宣布为OpenAI API用户提供免费迁移服务,并赠送额外的词元。', undefined],
    ['zh-Hant', '百度和阿里雲已宣布為OpenAI API用戶提供免費遷移服務,並贈送額外的詞元。', undefined],
    ['zh-Hans', '工信部发言人表示,有关规定将于年内公布。', 'zh-TW'],
    ['zh-Hant', '中文', 'zh-HK'],
    ['zh-Hans', '中文', undefined],
    ['zh-Hans', 'OpenAI发布GPT-4o mini模型', undefined],
    ['zh-Hans', '关于OpenAI ChatGPT API Business Enterprise的通知', 'zh'],
    ['ja', '東京都は月曜日、新しい規則を年内に公表すると発表した。', undefined],
    ['ko', '정부는 월요일 새로운 규칙을 연내에 발표하겠다고 밝혔다.', undefined],
    ['ru', 'Министерство сообщило в понедельник, что опубликует правила.', undefined],
    ['uk', 'Міністерство повідомило в понеділок про нові правила.', undefined],
    ['bg', 'Министерството съобщи в понеделник новите правила.', 'bg'],
    ['ar', 'قالت الوزارة يوم الاثنين إنها ستنشر القواعد الجديدة.', 'en'],
    ['fa', 'وزارتخانه روز دوشنبه گفت که قوانین جدید را منتشر می‌کند.', undefined],
    ['th', 'กระทรวงกล่าวเมื่อวันจันทร์ว่าจะเผยแพร่กฎใหม่', undefined],
    ['he', 'המשרד אמר ביום שני כי יפרסם את הכללים החדשים.', undefined],
    ['el', 'Το υπουργείο ανακοίνωσε τη Δευτέρα νέους κανόνες.', undefined],
    ['hi', 'मंत्रालय ने सोमवार को कहा कि वह नए नियम प्रकाशित करेगा।', undefined],
    ['de', 'Das Ministerium teilte am Montag neue Regeln mit.', 'de-DE'],
    ['en', 'The ministry said on Monday that it would publish the rules.', 'zh-CN'],
    ['und', 'Das Ministerium teilte am Montag neue Regeln mit.', undefined],
    ['und', 'Das Ministerium teilte am Montag neue Regeln mit.', 'no language'],
    ['und', '12345 !!!', 'en'],
    ['und', '', undefined],
  ])('%s: %s (hint %s)', (lang, text, hint) => expect(detectLanguage(text, hint)).toBe(lang));

  it('is a tag whatever the text and the hint', () => {
    fc.assert(
      fc.property(anyText, fc.string(), (text, hint) => {
        expect(detectLanguage(text, hint)).toMatch(/^[a-z]{2,3}(?:-Han[st])?$/);
      }),
    );
  });
});
