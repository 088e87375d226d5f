// Charts drawn from the tables beside them, so that both always say the same. A click on a part of
// a chart follows the link of its number. Without this file the tables remain.
(function () {
  "use strict";
  var COLOURS = ["#0b5cad", "#1a6b35", "#b35900", "#5f4b8b", "#7a5200"];
  var FONT = '"Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif';
  var list = function (nodes) { return Array.prototype.slice.call(nodes); };
  var charts = {};

  // {labels, series: [{name, points: [{value, low, high, link}]}]}
  var read = function (table) {
    var heads = list(table.tHead.rows[table.tHead.rows.length - 1].cells);
    var columns = [];
    heads.forEach(function (head, i) {
      if (head.hasAttribute("data-series")) { columns.push(i); }
    });
    var rows = list(table.tBodies[0].rows);
    var number = function (text) { return text === "" || text === undefined ? null : Number(text); };
    return {
      labels: rows.map(function (row) { return row.cells[0].textContent.trim(); }),
      series: columns.map(function (i) {
        return {
          name: heads[i].textContent.trim(),
          points: rows.map(function (row) {
            var cell = row.cells[i], link = cell.querySelector("a");
            return {
              value: number(cell.dataset.value), low: number(cell.dataset.low),
              high: number(cell.dataset.high), link: link ? link.href : ""
            };
          })
        };
      })
    };
  };

  var percent = function (x) { return (100 * x).toFixed(1) + "%"; };
  var axis = function (share) {
    return {
      type: "value", min: 0, max: share ? 1 : null, minInterval: share ? 0 : 1,
      axisLabel: { formatter: share ? function (x) { return Math.round(100 * x) + "%"; } : "{value}" }
    };
  };

  // A line from low to high with short ends, for each point that has an interval.
  var whiskers = function (series, colour, at) {
    return {
      type: "custom", silent: true, z: 5, itemStyle: { color: colour },
      encode: { x: 0, y: [1, 2] },
      data: series.points.map(function (p, i) { return [i, p.low, p.high]; })
        .filter(function (p) { return p[1] !== null; }),
      renderItem: function (params, api) {
        var top = api.coord([api.value(0), api.value(2)]), end = api.coord([api.value(0), api.value(1)]);
        var x = top[0] + at, style = { stroke: colour, lineWidth: 2, fill: null };
        var line = function (x1, y1, x2, y2) {
          return { type: "line", shape: { x1: x1, y1: y1, x2: x2, y2: y2 }, style: style };
        };
        return {
          type: "group",
          children: [
            line(x, top[1], x, end[1]), line(x - 5, top[1], x + 5, top[1]),
            line(x - 5, end[1], x + 5, end[1])
          ]
        };
      }
    };
  };

  var plain = function (data, kind) {
    var share = kind !== "bar";
    var series = [];
    data.series.forEach(function (s, i) {
      series.push({
        name: s.name, type: kind === "line" ? "line" : "bar", barMaxWidth: 46,
        symbolSize: 9, symbol: ["circle", "rect", "triangle", "diamond"][i % 4],
        data: s.points.map(function (p) { return { value: p.value, link: p.link }; }),
        label: {
          show: kind !== "line", position: kind === "interval" ? "insideBottom" : "top",
          formatter: function (p) { return share ? percent(p.value) : String(Math.round(10 * p.value) / 10); }
        }
      });
      if (share) { series.push(whiskers(s, kind === "line" ? COLOURS[i] : "#1d2733", kind === "line" ? 9 * i - 13 : 0)); }
    });
    return {
      legend: { show: data.series.length > 1, top: 0 },
      grid: { left: 52, right: 16, top: data.series.length > 1 ? 34 : 22, bottom: 28 },
      tooltip: {
        trigger: "item",
        formatter: function (p) {
          return p.name + "　" + p.seriesName + "　" + (share ? percent(p.value) : p.value);
        }
      },
      xAxis: { type: "category", data: data.labels, axisLabel: { interval: 0 } },
      yAxis: axis(share), series: series
    };
  };

  var heat = function (data) {
    var cells = [], most = 4;
    data.series.forEach(function (s, x) {
      s.points.forEach(function (p, y) {
        most = Math.max(most, p.value);
        cells.push({ value: [x, y, p.value], link: p.link });
      });
    });
    var names = data.series.map(function (s) { return s.name; });
    return {
      grid: { left: 150, right: 20, top: 8, bottom: 78 },
      tooltip: {
        formatter: function (p) {
          return data.labels[p.value[1]] + "　" + names[p.value[0]] + "　" + p.value[2] + " 个问题";
        }
      },
      xAxis: { type: "category", data: names, axisLabel: { interval: 0, rotate: names.length > 8 ? 40 : 0 } },
      yAxis: { type: "category", data: data.labels, inverse: true, axisLabel: { width: 136, overflow: "break" } },
      visualMap: {
        min: 0, max: most, calculable: false, orient: "horizontal", left: "center", bottom: 0,
        itemHeight: 160, inRange: { color: ["#ffffff", "#fbd3cd", "#e0705f", "#8f1b10"] },
        text: ["多", "少"]
      },
      series: [{
        type: "heatmap", data: cells, itemStyle: { borderColor: "#d4dae0", borderWidth: 1 },
        label: {
          show: true, formatter: function (p) { return p.value[2] || ""; }, fontWeight: 600,
          color: "#1d2733", textBorderColor: "#ffffff", textBorderWidth: 3
        }
      }]
    };
  };

  list(document.querySelectorAll("figure.chart")).forEach(function (figure) {
    var table = document.getElementById(figure.dataset.table);
    if (!table || !window.echarts) { return; }
    var data = read(table), kind = figure.dataset.kind;
    if (!data.labels.length || !data.series.length) { return; }
    if (kind === "heat") { figure.classList.add(data.labels.length > 7 ? "tall" : "medium"); }
    figure.classList.add("drawn");
    var chart = window.echarts.init(figure, null, { renderer: "canvas" });
    var option = kind === "heat" ? heat(data) : plain(data, kind);
    option.color = COLOURS;
    option.animation = false;
    option.textStyle = { fontFamily: FONT, fontSize: 13, color: "#1d2733" };
    chart.setOption(option);
    chart.on("click", function (p) {
      if (p.data && p.data.link) { window.location = p.data.link; }
    });
    charts[figure.id] = chart;
  });

  window.addEventListener("resize", function () {
    Object.keys(charts).forEach(function (id) { charts[id].resize(); });
  });

  list(document.querySelectorAll("[data-png]")).forEach(function (button) {
    button.addEventListener("click", function () {
      var chart = charts[button.dataset.png];
      if (!chart) { return; }
      chart.renderToCanvas({ pixelRatio: 2, backgroundColor: "#ffffff" }).toBlob(function (blob) {
        var link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = button.dataset.png.replace("c-", "") + ".png";
        link.click();
        setTimeout(function () { URL.revokeObjectURL(link.href); }, 5000);
      }, "image/png");
    });
  });
}());
