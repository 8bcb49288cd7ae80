/** The gallery's messages. `rows` are drawn from top to bottom; addresses of pictures are served by the test. */

const post = (label, data) => ({ type: "postback", label, data, displayText: label });
const link = (label, uri = "https://example.com/map") => ({ type: "uri", label, uri });

function shelter(name, metres, minutes, status, colour, capacity) {
  const fact = (label, value) => ({
    type: "box",
    layout: "baseline",
    spacing: "sm",
    contents: [
      { type: "text", text: label, size: "sm", color: "#6B7280", flex: 2 },
      { type: "text", text: value, size: "sm", color: "#111111", flex: 5, wrap: true },
    ],
  });
  return {
    type: "bubble",
    size: "kilo",
    header: {
      type: "box",
      layout: "horizontal",
      backgroundColor: colour,
      contents: [
        { type: "text", text: status, color: "#FFFFFF", weight: "bold", size: "md" },
        { type: "text", text: "避難所", color: "#FFFFFFCC", size: "xs", align: "end", gravity: "center" },
      ],
    },
    body: {
      type: "box",
      layout: "vertical",
      spacing: "sm",
      contents: [
        { type: "text", text: name, weight: "bold", size: "lg", wrap: true },
        { type: "text", text: `約${metres}m 歩いて${minutes}分`, size: "sm", color: "#111111" },
        { type: "separator", margin: "md" },
        { ...fact("対応", "洪水・土砂災害・地震"), margin: "md" },
        fact("定員", `${capacity}人`),
      ],
    },
    footer: {
      type: "box",
      layout: "horizontal",
      spacing: "sm",
      contents: [
        { type: "button", style: "primary", height: "sm", action: link("地図") },
        { type: "button", style: "secondary", height: "sm", action: link("道順") },
      ],
    },
  };
}

export const rows = [
  { from: "bot", message: { type: "text", text: "こんにちは。戸沢村の窓口です。\n下のメニューから選ぶか、そのまま書いて送ってください。" } },
  { from: "person", message: { type: "text", text: "避難所" } },
  { from: "bot", message: { type: "text", text: "$いまいる場所を送ってください。くわしくは https://example.com/bousai（防災のページ）か 0233-72-2111 まで。", emojis: [{ index: 0, productId: "5ac1bfd5040ab15980c9b435", emojiId: "001" }] } },
  { from: "person", message: { type: "location", title: "古口駅", address: "山形県最上郡戸沢村古口", latitude: 38.7393, longitude: 140.1213 } },
  {
    from: "bot",
    message: {
      type: "flex",
      altText: "近くの避難所",
      contents: {
        type: "carousel",
        contents: [
          shelter("中央公民館", 320, 4, "開設中", "#06A24B", 200),
          shelter("古口地区ふれあいセンター（旧古口小学校体育館）", 850, 11, "混雑", "#D97706", 350),
          shelter("角川地区公民館", 8200, 103, "未開設", "#6B7280", 80),
        ],
      },
    },
  },
  {
    from: "bot",
    message: {
      type: "flex",
      altText: "通報の受付",
      contents: {
        type: "bubble",
        hero: { type: "image", url: "/img/600x400/7BAE7F.png", size: "full", aspectRatio: "20:13", aspectMode: "cover", action: link("写真") },
        styles: { footer: { separator: true } },
        body: {
          type: "box",
          layout: "vertical",
          spacing: "md",
          contents: [
            { type: "text", text: "通報を受け付けました", weight: "bold", size: "xl", wrap: true },
            {
              type: "box",
              layout: "baseline",
              contents: [
                { type: "icon", url: "/img/32x32/F0B429.png", size: "sm" },
                { type: "icon", url: "/img/32x32/F0B429.png", size: "sm" },
                { type: "text", text: "受付番号 #128", size: "sm", color: "#999999", margin: "md", flex: 0 },
              ],
            },
            {
              type: "text",
              wrap: true,
              contents: [
                { type: "span", text: "道路の" },
                { type: "span", text: "穴", weight: "bold", color: "#C0392B", size: "lg" },
                { type: "span", text: "について、" },
                { type: "span", text: "3日以内", decoration: "underline" },
                { type: "span", text: "に返事をします。" },
              ],
            },
            { type: "text", text: "折り返さない長い文はここで切れて、終わりに点が三つ付きます。", size: "sm", color: "#666666" },
            { type: "text", text: "二行までの長い文です。二行を過ぎると、やはり点が付いて終わります。三行目は見えません。本当に見えません。", wrap: true, maxLines: 2, size: "sm" },
          ],
        },
        footer: {
          type: "box",
          layout: "vertical",
          spacing: "sm",
          contents: [
            { type: "button", style: "primary", action: post("状況を見る", "1.r.128.0.1") },
            { type: "button", style: "link", height: "sm", action: { type: "message", label: "取り下げる", text: "通報 取り下げ" } },
          ],
        },
      },
    },
  },
  {
    from: "bot",
    message: {
      type: "flex",
      altText: "配置の見本",
      contents: {
        type: "bubble",
        size: "mega",
        body: {
          type: "box",
          layout: "vertical",
          paddingAll: "none",
          contents: [
            {
              type: "box",
              layout: "vertical",
              height: "96px",
              background: { type: "linearGradient", angle: "135deg", startColor: "#0B4F8A", centerColor: "#2D8FC4", endColor: "#8AD0E8" },
              justifyContent: "center",
              alignItems: "center",
              contents: [
                { type: "text", text: "警戒レベル4", color: "#FFFFFF", weight: "bold", size: "xxl" },
                {
                  type: "box",
                  layout: "vertical",
                  position: "absolute",
                  offsetTop: "8px",
                  offsetEnd: "8px",
                  backgroundColor: "#C0392B",
                  cornerRadius: "xl",
                  paddingAll: "xs",
                  paddingStart: "md",
                  paddingEnd: "md",
                  contents: [{ type: "text", text: "訓練", color: "#FFFFFF", size: "xs" }],
                },
              ],
            },
            {
              type: "box",
              layout: "horizontal",
              spacing: "md",
              paddingAll: "lg",
              contents: [
                { type: "box", layout: "vertical", width: "64px", height: "64px", cornerRadius: "100px", contents: [{ type: "image", url: "/img/200x100/9A86C4.png", size: "full", aspectMode: "cover" }] },
                { type: "text", text: "まん中", gravity: "center", flex: 0 },
                { type: "separator" },
                { type: "text", text: "右下", gravity: "bottom", align: "end", style: "italic", decoration: "line-through" },
              ],
            },
            {
              type: "box",
              layout: "horizontal",
              justifyContent: "space-between",
              borderWidth: "medium",
              borderColor: "#06C755",
              cornerRadius: "md",
              margin: "none",
              paddingAll: "md",
              contents: ["左", "中", "右"].map((text) => ({ type: "text", text, flex: 0 })),
            },
            {
              type: "box",
              layout: "vertical",
              paddingAll: "lg",
              action: post("枠の全体を押す", "box"),
              contents: [{ type: "text", text: "縮めて一行に収める長い長い長い長い長い文章です", adjustMode: "shrink-to-fit" }],
            },
          ],
        },
      },
    },
  },
  ...["nano", "micro", "deca", "hecto", "giga"].map((size) => ({
    from: "bot",
    message: {
      type: "flex",
      altText: size,
      contents: {
        type: "bubble",
        size,
        body: { type: "box", layout: "vertical", contents: [{ type: "text", text: `大きさ ${size}`, wrap: true, size: "sm" }] },
        footer: { type: "box", layout: "vertical", contents: [{ type: "button", style: "secondary", height: "sm", action: post("選ぶ", size) }] },
      },
    },
  })),
  { from: "bot", message: { type: "flex", altText: "右から左", contents: { type: "bubble", size: "kilo", direction: "rtl", body: { type: "box", layout: "horizontal", spacing: "lg", contents: [{ type: "text", text: "1番目", flex: 0 }, { type: "text", text: "2番目" }] } } } },
  {
    from: "bot",
    message: {
      type: "template",
      altText: "予約の確認",
      template: {
        type: "buttons",
        thumbnailImageUrl: "/img/604x400/6C9BD1.png",
        title: "中央公民館 会議室",
        text: "11月28日（金）10時から12時まで",
        defaultAction: link("くわしく"),
        actions: [
          post("予約する", "reserve"),
          { type: "datetimepicker", label: "日時を変える", data: "when", mode: "datetime", initial: "2025-11-28T10:00", min: "2025-11-22T09:00", max: "2025-12-22T17:00" },
          { type: "message", label: "やめる", text: "やめる" },
        ],
      },
    },
  },
  { from: "bot", message: { type: "template", altText: "確認", template: { type: "confirm", text: "この内容で送ります。よろしいですか。", actions: [{ type: "message", label: "はい", text: "はい" }, { type: "message", label: "いいえ", text: "いいえ" }] } } },
  {
    from: "bot",
    message: {
      type: "template",
      altText: "施設の候補",
      template: {
        type: "carousel",
        columns: ["戸沢村診療所", "いきいきランドぽんぽ館", "戸沢学園"].map((title, index) => ({
          thumbnailImageUrl: `/img/604x400/${["C98B6B", "5FA8A0", "C77B95"][index]}.png`,
          title,
          text: "歩いて12分。午前9時から午後5時まで開いています。".slice(0, 16 + 4 * index),
          actions: [post("選ぶ", `spot-${index}`), link("地図")],
        })),
      },
    },
  },
  { from: "bot", message: { type: "template", altText: "写真", template: { type: "image_carousel", columns: [1, 2, 3].map((number) => ({ imageUrl: `/img/400x400/${["7BAE7F", "9A86C4", "F0B429"][number - 1]}.png`, action: post(`写真${number}`, `picture-${number}`) })) } } },
  {
    from: "bot",
    message: {
      type: "imagemap",
      baseUrl: "/img/imagemap",
      altText: "どの災害ですか",
      baseSize: { width: 1040, height: 520 },
      actions: [
        { type: "message", label: "洪水", text: "洪水", area: { x: 0, y: 0, width: 520, height: 520 } },
        { type: "uri", label: "地震", linkUri: "https://example.com/earthquake", area: { x: 520, y: 0, width: 520, height: 520 } },
      ],
    },
  },
  { from: "bot", message: { type: "image", originalContentUrl: "/img/800x600/5FA8A0.png", previewImageUrl: "/img/400x300/5FA8A0.png" } },
  { from: "person", message: { type: "image", originalContentUrl: "/img/300x500/C98B6B.png" } },
  { from: "bot", message: { type: "video", originalContentUrl: "/img/film.mp4", previewImageUrl: "/img/400x225/4B5563.png" } },
  { from: "bot", message: { type: "audio", originalContentUrl: "/img/sound.m4a", duration: 63000 } },
  { from: "person", message: { type: "file", fileName: "避難所一覧.csv", fileSize: 18234 } },
  { from: "person", message: { type: "sticker", packageId: "446", stickerId: "1988", keywords: ["ありがとう"] } },
  { from: "bot", message: { type: "coupon", couponId: "01JYNW8JMQVFBNWF1APF8Z3FS7" } },
  { from: "bot", message: { type: "image", originalContentUrl: "/img/missing.png", previewImageUrl: "/img/missing.png" } },
  { from: "bot", message: { type: "hologram" } },
];

export const quickReplies = [
  { type: "action", action: { type: "location", label: "位置情報を送る" } },
  { type: "action", action: { type: "cameraRoll", label: "写真を選ぶ" } },
  { type: "action", imageUrl: "/img/48x48/06C755.png", action: post("やめる", "stop") },
  { type: "action", action: { type: "message", label: "あとで", text: "あとで" } },
];

export const menu = {
  size: { width: 1200, height: 600 },
  selected: true,
  name: "通常",
  chatBarText: "メニュー",
  areas: [0, 1, 2, 3, 4, 5].map((number) => ({
    bounds: { x: (number % 3) * 400, y: Math.floor(number / 3) * 300, width: 400, height: 300 },
    action: { type: "message", label: `項目${number + 1}`, text: `項目${number + 1}` },
  })),
};
