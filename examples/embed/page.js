// What a page can do with the answer: counts and names of benefits, and nothing that was said of anybody.
document.addEventListener("huilao-answer", (event) => {
  const { claim } = event.detail;
  document.getElementById("heard").textContent = claim.length ? `查到${claim.length}项可以办的，带身份证到便民服务中心二楼办理。` : "没有查到可以办的，也可以到便民服务中心问一问。";
});
