"""The chat page. Start it with `streamlit run chat_page.py`; API_BASE_URL says where the API is."""

from __future__ import annotations

import os

import streamlit as st

from chat_client import ChatClient, ChatUnavailable


@st.cache_resource
def client(base_url: str) -> ChatClient:
    """One connection pool a process, not one a click: Streamlit runs this script again for every interaction."""
    return ChatClient(base_url)


st.set_page_config(page_title="LLM chat", page_icon=":speech_balloon:")
st.title("Ask the model")

turns: list[dict[str, str]] = st.session_state.setdefault("turns", [])
for turn in turns:
    st.chat_message(turn["role"]).write(turn["content"])

question = st.chat_input("Your question", max_chars=8000)
if question:
    st.chat_message("user").write(question)
    with st.chat_message("assistant"), st.spinner("Thinking…"):
        try:
            reply = client(os.environ.get("API_BASE_URL", "http://127.0.0.1:8000")).ask(question, turns)
        except ChatUnavailable as trouble:
            # Not kept as a turn: an apology sent back as history would be something the model never said.
            st.error(str(trouble))
        else:
            st.write(reply.text)
            st.caption(f"{reply.model} · {reply.latency_millis} ms" + (" · declined" if reply.refused else ""))
            turns += [{"role": "user", "content": question}, {"role": "assistant", "content": reply.text}]
